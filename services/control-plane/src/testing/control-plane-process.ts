import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Makes the one file that an image runs, once for a test file; the way to it is in the result's `path`. */
export function bundleControlPlane(): { path: string } {
  const bundle = { path: '' };
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'control-plane-bundle-'));
    bundle.path = join(directory, 'control-plane.cjs');
    await build({
      entryPoints: [MAIN],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: bundle.path,
      logLevel: 'error',
    });
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return bundle;
}

/** The control plane as the process it is in real life. */
export interface ControlPlaneProcess {
  /** Everything written to stdout and stderr so far. */
  output(): string;
  /** Resolves when it says that it is ready; rejects, with its output, when it ends instead. */
  ready(): Promise<{ readonly apiUrl: string; readonly adminUrl: string }>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves with the exit code. */
  ended(): Promise<number | null>;
}

/**
 * Starts one that is gone with the test. `shell` is a shell command line in which `"$@"` stands for the process, for limits that only a
 * shell can set.
 */
export function startControlPlaneProcess(
  bundle: { readonly path: string },
  environment: Readonly<Record<string, string>>,
  shell = 'exec "$@"',
): ControlPlaneProcess {
  const child: ChildProcess = spawn('bash', ['-c', shell, 'bash', process.execPath, bundle.path], {
    env: {
      PATH: process.env.PATH,
      API_ADDRESS: '127.0.0.1:0',
      XDS_ADDRESS: '127.0.0.1:0',
      ADMIN_ADDRESS: '127.0.0.1:0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exit;
  };
  onTestFinished(async () => {
    await end('SIGKILL');
  });

  return {
    output: () => output,
    end,
    ended: () => exit,
    async ready() {
      const addresses = () => output.split('\n').find((line) => line.includes('"msg":"ready"'));
      await expect
        .poll(() => {
          if (child.exitCode !== null) throw new Error(`it ended:\n${output}`);
          return addresses();
        })
        .toBeDefined();
      const { api, admin } = JSON.parse(addresses() ?? '') as { api: string; admin: string };
      return { apiUrl: `http://${api}`, adminUrl: `http://${admin}` };
    },
  };
}
