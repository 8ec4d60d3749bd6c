import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deploymentManifest, serviceManifest } from '../testing/manifests.ts';
import { createWorkbench, KUBECTL, toolVersion, type Workbench } from '../testing/workbench.ts';

const version = await toolVersion(KUBECTL, ['version', '--client']);
let bench: Workbench;

beforeAll(async () => {
  bench = await createWorkbench();
});
afterAll(() => bench.close());

function namespaceManifest(name: string): string {
  return `---\n{apiVersion: v1, kind: Namespace, metadata: {name: ${name}}}\n`;
}

function configMapManifest(name: string, namespace: string, finalizers = ''): string {
  return `---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, namespace: ${namespace}${finalizers}}}\n`;
}

function definitionManifest(plural: string, kind: string): string {
  return `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${plural}.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: ${kind}, plural: ${plural}}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
`;
}

async function conditions(kind: string, name: string): Promise<string> {
  const template = '{range .status.conditions[?(@.status=="True")]}{.reason}: {.message}{"\\n"}{end}';
  return (await bench.kubectl(['get', kind, name, '-o', `jsonpath=${template}`])).stdout;
}

describe('real kubectl, deletion', () => {
  test.beforeEach((context) => {
    if (version === undefined)
      context.skip(`kubectl cannot be run (${KUBECTL}): put it on PATH or set KUBECTL_BIN`);
  });

  test('a file whose namespace comes first is deleted without an error', async () => {
    const inNamespace = (manifest: string) =>
      manifest.replaceAll(/^metadata:( {)?/gm, (_all, brace) =>
        brace ? 'metadata: {namespace: first, ' : 'metadata:\n  namespace: first',
      );
    const manifest = `${namespaceManifest('first')}---\n${inNamespace(deploymentManifest('product'))}---\n${inNamespace(serviceManifest('product'))}${configMapManifest('c', 'first')}`;
    await bench.apply(manifest, 'first');
    await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', 'first']);
    const { code, stdout, stderr } = await bench.kubectl(['delete', '-f', '-'], manifest);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/ deleted/g)).toHaveLength(4);
    expect((await bench.kubectl(['get', 'namespace', 'first'])).stderr).toContain('NotFound');
  });

  test('so is a List whose first item is the namespace', async () => {
    const list = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'listed' } },
        ...['a', 'b', 'c'].map((name) => ({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name, namespace: 'listed' },
        })),
      ],
    });
    await bench.apply(list, 'listed');
    const { code, stderr } = await bench.kubectl(['delete', '-f', '-'], list);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('an empty namespace is gone at once', async () => {
    const namespace = bench.namespace();
    expect((await bench.kubectl(['delete', 'namespace', namespace, '--wait=false'])).code).toBe(0);
    expect((await bench.kubectl(['get', 'namespace', namespace])).stderr).toContain('NotFound');
  });

  test('a namespace is Terminating while a finalizer keeps something in it, and says what', async () => {
    const namespace = bench.namespace();
    const finalizers = ', finalizers: [example.com/kept]';
    await bench.apply(
      configMapManifest('kept', namespace, finalizers) + configMapManifest('c', namespace),
      namespace,
    );
    await bench.kubectl(['delete', 'namespace', namespace, '--wait=false']);
    expect((await bench.kubectl(['get', 'namespace', namespace, '--no-headers'])).stdout).toMatch(
      / Terminating /,
    );
    const late = await bench.kubectl(['create', 'configmap', 'late', '-n', namespace]);
    expect(late.stderr).toContain(
      `configmaps "late" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
    );
    await expect
      .poll(() => conditions('namespace', namespace))
      .toBe(
        'SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances\n' +
          'SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/kept in 1 resource instances\n',
      );
    expect((await bench.kubectl(['get', 'cm', '-n', namespace, '-o', 'name'])).stdout).toBe(
      'configmap/kept\n',
    );
    await bench.kubectl([
      ...['patch', 'configmap', 'kept', '-n', namespace, '--type=merge'],
      ...['-p', '{"metadata":{"finalizers":null}}'],
    ]);
    const gone = await bench.kubectl(['wait', '--for=delete', `namespace/${namespace}`, '--timeout=60s']);
    expect(gone).toMatchObject({ code: 0, stderr: '' });
  });

  test('a namespace is Terminating while a pod in it takes its time, and delete waits for both', async () => {
    const namespace = bench.namespace();
    const command = 'trap "sleep 1; exit" TERM; while true; do sleep 0.1; done';
    await bench.apply(deploymentManifest('slow', { replicas: 1, command }), namespace);
    await bench.kubectl(['rollout', 'status', 'deployment/slow', '-n', namespace]);
    expect(await bench.kubectl(['delete', 'namespace', namespace])).toMatchObject({
      code: 0,
      stdout: `namespace "${namespace}" deleted\n`,
    });
    expect((await bench.kubectl(['get', 'pods', '-n', namespace, '-o', 'name'])).stdout).toBe('');
  });

  test('a file whose CustomResourceDefinition comes first is deleted without an error', async () => {
    const namespace = bench.namespace();
    const definition = definitionManifest('shades', 'Shade');
    const shade = `---\n{apiVersion: example.com/v1, kind: Shade, metadata: {name: dark, namespace: ${namespace}}}\n`;
    await bench.apply(definition, namespace);
    await bench.apply(shade, namespace);
    const { code, stderr } = await bench.kubectl(['delete', '-f', '-'], definition + shade);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await bench.kubectl(['get', 'crd', 'shades.example.com'])).stderr).toContain('NotFound');
  });

  test('a CustomResourceDefinition stays while a finalizer keeps one of its objects', async () => {
    const namespace = bench.namespace();
    await bench.apply(definitionManifest('tints', 'Tint'), namespace);
    await bench.apply(
      `---\n{apiVersion: example.com/v1, kind: Tint, metadata: {name: pale, finalizers: [example.com/kept]}}`,
      namespace,
    );
    await bench.kubectl(['delete', 'crd', 'tints.example.com', '--wait=false']);
    const deletedAt = () =>
      bench.kubectl(['get', 'tint', 'pale', '-n', namespace, '-o', 'jsonpath={.metadata.deletionTimestamp}']);
    await expect.poll(async () => (await deletedAt()).stdout).toMatch(/^20/);
    await bench.kubectl([
      ...['patch', 'tint', 'pale', '-n', namespace, '--type=merge'],
      ...['-p', '{"metadata":{"finalizers":null}}'],
    ]);
    expect(
      await bench.kubectl(['wait', '--for=delete', 'crd/tints.example.com', '--timeout=60s']),
    ).toMatchObject({ code: 0 });
  });
});
