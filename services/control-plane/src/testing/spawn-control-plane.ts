import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SERVICE = fileURLToPath(new URL('../..', import.meta.url));

/** A control plane as a process of its own, for programs that are no tests. */
export interface SpawnedControlPlane {
  readonly apiUrl: string;
  /** Kills it, and resolves when it is gone. */
  end(): Promise<void>;
}

/**
 * Starts one on free ports and resolves when it is ready.
 *
 * @param limits a shell command before it, as `ulimit -f 64`
 */
export async function spawnControlPlane(stateDir: string, limits = 'true'): Promise<SpawnedControlPlane> {
  const anyPort = '127.0.0.1:0';
  const main = [process.execPath, '--import', 'tsx', `${SERVICE}/src/main.ts`];
  const child = spawn('bash', ['-c', `${limits}; exec "$@"`, 'bash', ...main], {
    cwd: SERVICE,
    env: {
      PATH: process.env.PATH,
      STATE_DIR: stateDir,
      API_ADDRESS: anyPort,
      XDS_ADDRESS: anyPort,
      ADMIN_ADDRESS: anyPort,
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  for await (const line of createInterface(child.stdout)) {
    const { msg, api } = JSON.parse(line) as { msg: string; api: string };
    if (msg !== 'ready') continue;
    // What it logs from now on is not looked at, but must not fill the pipe.
    child.stdout.resume();
    return {
      apiUrl: `http://${api}`,
      async end() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }
  throw new Error('the control plane ended instead of getting ready');
}
