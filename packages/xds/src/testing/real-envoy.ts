import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { JsonObject } from '@mesh-workshop/json';

/** A running Envoy whose only configuration comes from an xDS server. */
export interface RealEnvoy {
  /** Reads an admin page, for example `/ready`. Rejects while there is no admin server yet. */
  admin(path: string): Promise<string>;
  /** Everything it wrote so far. */
  output(): string;
  /** Ends the process and removes its directory. */
  stop(): Promise<void>;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Envoy named by ENVOY_BIN, or the first one on PATH. */
export function findEnvoy(): string | undefined {
  const named = process.env.ENVOY_BIN;
  const onPath = (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, 'envoy'));
  return [...(named === undefined || named === '' ? [] : [named]), ...onPath].find(isExecutable);
}

function buildBootstrap(xdsPort: number): JsonObject {
  return {
    node: { id: 'real-envoy', cluster: 'test' },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
    dynamic_resources: {
      ads_config: {
        api_type: 'GRPC',
        transport_api_version: 'V3',
        grpc_services: [{ envoy_grpc: { cluster_name: 'xds' } }],
      },
      cds_config: { ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3' },
      lds_config: { ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3' },
    },
    static_resources: {
      clusters: [
        {
          name: 'xds',
          type: 'STATIC',
          connect_timeout: '1s',
          typed_extension_protocol_options: {
            'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
              '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          load_assignment: {
            cluster_name: 'xds',
            endpoints: [
              {
                lb_endpoints: [
                  {
                    endpoint: {
                      address: { socket_address: { address: '127.0.0.1', port_value: xdsPort } },
                    },
                  },
                ],
              },
            ],
          },
        },
      ],
    },
  };
}

async function stopProcess(child: ChildProcess): Promise<void> {
  const isRunning = child.exitCode === null && child.signalCode === null;
  if (isRunning) {
    await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    });
  }
}

/** Starts `binary` with its xDS server at 127.0.0.1:`xdsPort`. It takes any free port for its admin pages. */
export function startEnvoy(binary: string, xdsPort: number): RealEnvoy {
  const dir = mkdtempSync(join(tmpdir(), 'xds-envoy-'));
  const addressPath = join(dir, 'admin-address');
  const child = spawn(
    binary,
    [
      ...['--config-yaml', JSON.stringify(buildBootstrap(xdsPort))],
      ...['--admin-address-path', addressPath],
      ...['--disable-hot-restart', '--concurrency', '1', '--log-level', 'warning'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return {
    async admin(path) {
      const response = await fetch(`http://${readFileSync(addressPath, 'utf8').trim()}${path}`);
      return await response.text();
    },
    output: () => output,
    async stop() {
      await stopProcess(child);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
