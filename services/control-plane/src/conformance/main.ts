import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadApiModel } from './api-model.ts';
import { findAwsCli } from './aws-cli.ts';
import { formatMatrix } from './format-matrix.ts';
import { runConformance } from './run-conformance.ts';
import { Worlds } from './worlds.ts';

/** Holds the control plane to AWS's own description of the API, with AWS's own clients. Exit code 0 when everything is as declared. */
async function main(): Promise<number> {
  const model = await loadApiModel(process.env);
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  const worlds = new Worlds(directory);
  try {
    const cli = await findAwsCli(process.env, directory);
    process.stdout.write(`model: ${model.file}\naws CLI: ${cli?.version ?? 'none found'}\n\n`);
    const cells = await runConformance(model, worlds, cli);
    process.stdout.write(`${formatMatrix(cells)}\n`);
    if (!cli)
      process.stderr.write('Without the aws CLI this is not complete: put it on PATH or in AWS_BIN.\n');
    return cli && cells.every(({ result }) => result !== 'failed') ? 0 : 1;
  } finally {
    await worlds.close();
    await rm(directory, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
