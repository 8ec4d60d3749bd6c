import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { JsonObject } from '@mesh-workshop/json';

/** Why a test that needs Envoy is skipped. */
export const NO_ENVOY = 'no Envoy: set ENVOY_BIN, or put envoy on the PATH';

/** The Envoy to test with: `$ENVOY_BIN`, else the first on the PATH, else undefined. */
export function findEnvoy(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'envoy'));
  return [process.env.ENVOY_BIN ?? '', ...onPath].find((file) => file !== '' && isExecutable(file));
}

/** Has Envoy check a bootstrap without serving it. Returns what it printed, one line an entry, and its verdict. */
export async function validateBootstrap(
  envoy: string,
  bootstrap: JsonObject,
): Promise<{ readonly valid: boolean; readonly warnings: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'envoy-validate-'));
  try {
    const file = join(folder, 'bootstrap.json');
    await writeFile(file, JSON.stringify(bootstrap));
    const options = ['--mode', 'validate', '--disable-hot-restart', '--concurrency', '1', '-l', 'warning'];
    const child = spawn(envoy, [...options, '-c', file], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    const lines = output
      .join('')
      .split('\n')
      .filter((line) => line !== '' && !/configuration .* OK$/.test(line));
    return { valid: code === 0, warnings: lines };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
