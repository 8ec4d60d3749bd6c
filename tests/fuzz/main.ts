import { parseArgs } from 'node:util';
import { runSurface } from './run-surface.ts';
import { SURFACES } from './surfaces.ts';

const HELP = `Usage: pnpm fuzz [options] [surface ...]

Sends arbitrary input, most of it nearly right, to what strangers can reach, and shows a line of JSON a surface. Nothing of it may make a program end,
answer 500, log an error or write to stderr; and at the end it holds at most a tenth more, after a collection, than when a tenth was sent (with 10000 inputs or more).

Surfaces: ${SURFACES.map(({ name }) => name).join(', ')} (default: all)

Options:
  --inputs N    how many inputs a surface gets (default 100000)
  --seed N      makes the same inputs again (default: another one each time; it is shown)
  --first N     number of the first input (default 0): with --inputs 1 that one alone
  -h, --help    show this help

Exit codes: 0 nothing was found, 1 something was, 2 wrong usage.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    first: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const [inputs, seed, first] = [Number(values.inputs), Number(values.seed), Number(values.first)];
const unknown = positionals.filter((name) => !SURFACES.some((surface) => surface.name === name));
if (unknown.length > 0 || ![inputs, seed, first].every(Number.isInteger) || inputs < 1 || first < 0) {
  process.stderr.write(
    `${unknown.length > 0 ? `there is no surface ${unknown.join(', ')}; there are: ${SURFACES.map(({ name }) => name).join(', ')}` : '--inputs, --seed and --first take whole numbers'}\n`,
  );
  process.exit(2);
}

for (const surface of SURFACES) {
  if (positionals.length > 0 && !positionals.includes(surface.name)) continue;
  process.stderr.write(`${surface.name}: ${inputs} inputs, --seed ${seed}\n`);
  const report = await runSurface(surface, { seed, inputs, first });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  if (report.violations.length > 0) process.exitCode = 1;
}
