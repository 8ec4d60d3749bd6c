import { execFile } from 'node:child_process';
import { access, constants, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { nodeSpec, routeSpec } from '../testing/shop-mesh.ts';
import { startControlPlane, temporaryDirectory } from '../testing/start-control-plane.ts';

const run = promisify(execFile);

async function isOnPath(command: string): Promise<boolean> {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, command));
  const found = await Promise.allSettled(candidates.map((file) => access(file, constants.X_OK)));
  return found.some(({ status }) => status === 'fulfilled');
}

test("the unmodified aws CLI creates, describes and is refused in App Mesh's words", async (context) => {
  if (!(await isOnPath('aws'))) context.skip('no aws CLI on PATH');
  const { apiUrl } = await startControlPlane();
  const directory = await temporaryDirectory();
  const env = {
    PATH: process.env.PATH,
    // No file of the user's may change where the CLI goes, and it writes none.
    HOME: directory,
    AWS_CONFIG_FILE: join(directory, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, 'credentials'),
    AWS_ENDPOINT_URL_APP_MESH: apiUrl,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_REGION: 'us-west-2',
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '1',
    ...(process.env.PYENV_ROOT === undefined ? {} : { PYENV_ROOT: process.env.PYENV_ROOT }),
  };
  const aws = async (...args: string[]) => {
    const { stdout } = await run('aws', ['appmesh', ...args, '--output', 'json'], { env });
    return stdout === '' ? {} : JSON.parse(stdout);
  };
  const input = async (name: string, document: object) => {
    const file = join(directory, `${name}.json`);
    await writeFile(file, JSON.stringify(document));
    return ['--cli-input-json', `file://${file}`];
  };
  const meshName = 'demomesh';

  expect(await aws('create-mesh', '--mesh-name', meshName)).toMatchObject({ mesh: { meshName } });
  const node = { meshName, virtualNodeName: 'product-vn', spec: nodeSpec('product') };
  expect(await aws('create-virtual-node', ...(await input('node', node)))).toMatchObject({
    virtualNode: { virtualNodeName: 'product-vn', status: { status: 'ACTIVE' }, metadata: { version: 1 } },
  });
  const router = {
    meshName,
    virtualRouterName: 'product-vr',
    spec: { listeners: [{ portMapping: { port: 8080, protocol: 'http' } }] },
  };
  await aws('create-virtual-router', ...(await input('router', router)));
  const route = { meshName, virtualRouterName: 'product-vr', routeName: 'product-r' };
  await aws('create-route', ...(await input('route', { ...route, spec: routeSpec({ 'product-vn': 75 }) })));
  const described = await aws(
    ...['describe-route', '--mesh-name', meshName],
    ...['--virtual-router-name', 'product-vr', '--route-name', 'product-r'],
  );
  expect(described.route.spec).toEqual(routeSpec({ 'product-vn': 75 }));

  await expect(
    aws('update-route', ...(await input('missing', { ...route, spec: routeSpec({ 'product-v15-vn': 1 }) }))),
  ).rejects.toMatchObject({
    stderr: expect.stringContaining(
      'An error occurred (NotFoundException) when calling the UpdateRoute operation: VirtualNode with name product-v15-vn is not present under mesh demomesh for account 000000000000',
    ),
  });
});
