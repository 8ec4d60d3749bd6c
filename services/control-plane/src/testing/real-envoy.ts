import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { buildBootstrap } from '@mesh-workshop/envoy';
import type { JsonObject } from '@mesh-workshop/json';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from './start-control-plane.ts';

/** A sidecar as the local target runs it. */
export interface Sidecar {
  /** The application's way out. */
  readonly egressPort: number;
  /** The way in that is called 8080. */
  readonly ingressPort: number;
  /** `LIVE` once it is configured; empty while it has no admin server. */
  state(): Promise<string>;
  stop(): Promise<void>;
}

/** The Envoy named by ENVOY_BIN, or the first one on PATH. */
export async function findEnvoy(): Promise<string | undefined> {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, 'envoy'));
  for (const file of [process.env.ENVOY_BIN ?? '', ...onPath])
    if (file !== '' && (await isExecutable(file))) return file;
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** Starts an Envoy with a node id, fed by the control plane at `xdsPort`; it is gone with the test. */
export async function startSidecar(binary: string, nodeId: string, xdsPort: number): Promise<Sidecar> {
  const directory = await temporaryDirectory();
  const addressFile = join(directory, 'admin-address');
  const [egressPort, ingressPort, appPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const metadata: JsonObject = {
    'mesh-workshop': {
      pod: 'order-1',
      namespace: 'default',
      interception: 'forward-proxy',
      bind: { address: '127.0.0.1', egressPort, ingress: { 8080: { port: ingressPort, appPort } } },
    },
  };
  const bootstrap = buildBootstrap({
    nodeId,
    nodeCluster: nodeId,
    metadata,
    xds: { host: '127.0.0.1', port: xdsPort },
    admin: { address: '127.0.0.1', port: 0 },
  });
  const child = spawn(
    binary,
    [
      ...['--config-yaml', JSON.stringify(bootstrap), '--admin-address-path', addressFile],
      ...['--disable-hot-restart', '--concurrency', '1', '--log-level', 'error'],
    ],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(stop);
  return {
    egressPort,
    ingressPort,
    stop,
    async state() {
      try {
        const address = (await readFile(addressFile, 'utf8')).trim();
        return (await (await fetch(`http://${address}/ready`)).text()).trim();
      } catch {
        return '';
      }
    },
  };
}
