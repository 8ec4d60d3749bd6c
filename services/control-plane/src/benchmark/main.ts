import { benchmarkApi } from './benchmark-api.ts';

/** What can be measured, by the name given on the command line. */
const BENCHMARKS: Readonly<Record<string, () => Promise<number>>> = { api: benchmarkApi };

const name = process.argv[2] ?? '';
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (benchmark)
  benchmark().then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
else {
  process.stderr.write(`pnpm bench <name>, where name is one of: ${Object.keys(BENCHMARKS).join(', ')}\n`);
  process.exit(2);
}
