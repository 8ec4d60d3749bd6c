import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeVirtualNodeCommand, UpdateVirtualNodeCommand } from '@aws-sdk/client-app-mesh';
import { expect, it } from 'vitest';
import { sdkClient } from '../../testing/shop-mesh.ts';
import { startControlPlane, temporaryDirectory } from '../../testing/start-control-plane.ts';

const BLUE = { meshName: 'demos', virtualNodeName: 'blue_demos' };

const MESH = `
apiVersion: v1
kind: Namespace
metadata: { name: demos, labels: { mesh: demos } }
---
apiVersion: appmesh.k8s.aws/v1beta2
kind: Mesh
metadata: { name: demos }
spec: { namespaceSelector: { matchLabels: { mesh: demos } } }
`;

function node(hostname: string, protocol = 'http'): string {
  return `apiVersion: appmesh.k8s.aws/v1beta2
kind: VirtualNode
metadata: { name: blue, namespace: demos }
spec:
  listeners:
    - portMapping: { port: 8080, protocol: ${protocol} }
  serviceDiscovery: { dns: { hostname: ${hostname} } }
`;
}

/** As an editor saves: the file is never there by halves. */
async function save(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

it('files in a directory define resources, and are read again when they change', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'nodes'));
  const file = join(directory, 'nodes', 'blue.yaml');
  await save(join(directory, 'mesh.yml'), MESH);
  await save(file, node('one.example'));
  await writeFile(join(directory, 'README.md'), 'no YAML: [');
  const controlPlane = await startControlPlane({ RESOURCES_DIR: directory });
  const client = sdkClient(controlPlane.apiUrl);
  const blue = async () =>
    (await client.send(new DescribeVirtualNodeCommand(BLUE)).catch(() => undefined))?.virtualNode;
  const hostname = async () => (await blue())?.spec?.serviceDiscovery?.dns?.hostname;
  const problems = async () => (await controlPlane.admin<{ problems: object[] }>('/problems')).problems;

  await expect.poll(hostname).toBe('one.example');
  const { uid } = (await blue())?.metadata ?? {};
  await save(file, node('two.example'));
  await expect.poll(hostname).toBe('two.example');
  expect((await blue())?.metadata).toMatchObject({ version: 2, uid });
  await expect(client.send(new UpdateVirtualNodeCommand({ ...BLUE, spec: {} }))).rejects.toThrow(
    `Change that object instead: it is in the file ${file}.`,
  );

  // What is wrong is told with its place; what was right before stays.
  await save(file, node('three.example', 'smtp'));
  await expect
    .poll(problems)
    .toMatchObject([{ file, line: 6, path: 'spec.listeners[0].portMapping.protocol', severity: 'error' }]);
  expect(await hostname()).toBe('two.example');
  await save(file, 'spec: [\n');
  await expect
    .poll(problems)
    .toContainEqual(expect.objectContaining({ file, code: 'unreadable-file', line: 2 }));
  expect(await hostname()).toBe('two.example');

  await save(file, node('four.example'));
  await expect.poll(hostname).toBe('four.example');
  expect(await problems()).toEqual([]);
  await rm(file);
  await expect.poll(blue).toBeUndefined();
});
