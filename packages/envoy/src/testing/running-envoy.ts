import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@mesh-workshop/json';

/** An Envoy that runs with a given bootstrap, whose admin port is 0. */
export interface RunningEnvoy {
  /** Reads an admin page. Rejects while there is no admin server yet. */
  admin(path: string, method?: 'GET' | 'POST'): Promise<{ readonly status: number; readonly body: string }>;
  /** The port that a listener got from the kernel; 0 while there is none. */
  port(listener: string): Promise<number>;
  /** Everything it wrote so far. */
  output(): string;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

interface ListenerStatus {
  readonly name: string;
  readonly local_address: { readonly socket_address: { readonly port_value: number } };
}

export async function startEnvoy(binary: string, bootstrap: JsonObject): Promise<RunningEnvoy> {
  const folder = await mkdtemp(join(tmpdir(), 'envoy-'));
  const adminAddress = join(folder, 'admin-address');
  await writeFile(join(folder, 'bootstrap.json'), JSON.stringify(bootstrap));
  const options = ['-c', join(folder, 'bootstrap.json'), '--admin-address-path', adminAddress];
  const quiet = ['--disable-hot-restart', '--concurrency', '1', '-l', 'warning'];
  const child = spawn(binary, [...options, ...quiet], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const admin: RunningEnvoy['admin'] = async (path, method = 'GET') => {
    const address = (await readFile(adminAddress, 'utf8')).trim();
    const response = await fetch(`http://${address}${path}`, { method });
    return { status: response.status, body: await response.text() };
  };
  return {
    admin,
    async port(listener) {
      const { body } = await admin('/listeners?format=json');
      const { listener_statuses: statuses = [] } = JSON.parse(body) as {
        listener_statuses?: ListenerStatus[];
      };
      const found = statuses.find(({ name }) => name === listener);
      return found?.local_address.socket_address.port_value ?? 0;
    },
    output: () => output.join(''),
    async stop() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
