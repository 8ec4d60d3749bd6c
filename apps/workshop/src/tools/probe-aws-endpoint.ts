import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCommand } from '../processes/run-command.ts';

/**
 * Whether this aws really calls the endpoint it is told (wrappers, configuration and old versions may not): it is pointed at a listener
 * of ours. Gives the objection, undefined when the call arrived, and how long the call took.
 */
export async function probeAwsEndpoint(
  executable: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly objection: string | undefined; readonly tookMs: number }> {
  let arrived = false;
  const server = createServer((request, response) => {
    arrived ||= request.url?.startsWith('/v20190125/meshes') === true;
    response.setHeader('content-type', 'application/json').end('{"meshes":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const startedAt = performance.now();
    const result = await runCommand(executable, ['appmesh', 'list-meshes'], {
      env: {
        ...environment,
        AWS_ENDPOINT_URL_APP_MESH: `http://127.0.0.1:${port}`,
        AWS_REGION: 'us-west-2',
        AWS_DEFAULT_REGION: 'us-west-2',
        AWS_ACCESS_KEY_ID: 'probe',
        AWS_SECRET_ACCESS_KEY: 'probe',
        AWS_PAGER: '',
        NO_PROXY: '127.0.0.1',
        no_proxy: '127.0.0.1',
        AWS_MAX_ATTEMPTS: '1',
      },
      timeoutMs: 120_000,
    });
    const tookMs = performance.now() - startedAt;
    if (arrived && result.code === 0) return { objection: undefined, tookMs };
    const objection = arrived
      ? `failed at the probe: ${result.stderr.trim().split('\n').at(-1)}`
      : 'does not call AWS_ENDPOINT_URL_APP_MESH';
    return { objection, tookMs };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
