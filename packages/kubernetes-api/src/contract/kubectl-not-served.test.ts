import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkbench, KUBECTL, toolVersion, type Workbench } from '../testing/workbench.ts';

const version = await toolVersion(KUBECTL, ['version', '--client']);
let bench: Workbench;

beforeAll(async () => {
  bench = await createWorkbench({
    resources: [
      {
        group: 'paint.example.com',
        version: 'v1beta2',
        kind: 'Color',
        plural: 'colors',
        singular: 'color',
        namespaced: true,
      },
    ],
  });
});
afterAll(() => bench.close());

const NOT_RUN = [
  ['apps/v1', 'StatefulSet', 'statefulsets.apps', 'sts'],
  ['apps/v1', 'DaemonSet', 'daemonsets.apps', 'ds'],
  ['batch/v1', 'CronJob', 'cronjobs.batch', 'cj'],
  ['v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'pvc'],
] as const;

function manifest(apiVersion: string, kind: string, rest = ''): string {
  return `---\n{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}${rest}}\n`;
}

describe('real kubectl, what is not served', () => {
  test.beforeEach((context) => {
    if (version === undefined)
      context.skip(`kubectl cannot be run (${KUBECTL}): put it on PATH or set KUBECTL_BIN`);
  });

  test.each([
    ['a group that is not served', 'nope.example.com/v1', 'Thing'],
    ['a version of a group that is served in another one', 'paint.example.com/v1beta1', 'Color'],
    ['a version that clusters have dropped', 'extensions/v1beta1', 'Ingress'],
    ['a kind in a version that is served', 'apps/v1', 'ControllerRevision'],
    ['a kind in the core group', 'v1', 'ReplicationController'],
  ])('%s has no matches, whatever the command', async (_what, apiVersion, kind) => {
    const namespace = bench.namespace();
    for (const command of [
      ['apply'],
      ['apply', '--server-side'],
      ['apply', '--dry-run=server'],
      ['apply', '--validate=false'],
      ['create'],
      ['replace'],
    ]) {
      const { code, stderr } = await bench.kubectl(
        [...command, '-n', namespace, '-f', '-'],
        manifest(apiVersion, kind),
      );
      expect({ command, code, stderr }).toEqual({
        command,
        code: 1,
        stderr: `error: resource mapping not found for name: "a" namespace: "" from "STDIN": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first\n`,
      });
    }
  });

  test('what else is in the file is applied', async () => {
    const namespace = bench.namespace();
    const { code, stdout, stderr } = await bench.kubectl(
      ['apply', '-n', namespace, '-f', '-'],
      manifest('nope.example.com/v1', 'Thing') + manifest('v1', 'ConfigMap'),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('no matches for kind "Thing" in version "nope.example.com/v1"');
    expect(stdout).toBe('configmap/a created\n');
  });

  test.each(NOT_RUN)(
    '%s %s can be asked for, and there are none',
    async (apiVersion, kind, plural, short) => {
      const namespace = bench.namespace();
      const { code, stderr } = await bench.kubectl(['get', short, '-n', namespace]);
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: `No resources found in ${namespace} namespace.\n`,
      });
      const missing = await bench.kubectl(['delete', short, 'a', '-n', namespace]);
      expect(missing.stderr).toBe(`Error from server (NotFound): ${plural} "a" not found\n`);
      const { stdout } = await bench.kubectl(['api-resources', '--namespaced', '--no-headers']);
      expect(stdout).toMatch(
        new RegExp(`^${plural.split('.')[0]} +${short} +${apiVersion} +true +${kind}$`, 'm'),
      );
    },
  );

  test.each(NOT_RUN)('%s %s is refused when it is created, with what to use instead', async (...row) => {
    const [apiVersion, kind, plural] = row;
    const namespace = bench.namespace();
    for (const command of [
      ['apply'],
      ['apply', '--server-side'],
      ['apply', '--dry-run=server'],
      ['create'],
    ]) {
      const { code, stderr } = await bench.kubectl(
        [...command, '-n', namespace, '-f', '-'],
        manifest(apiVersion, kind, ', spec: {}'),
      );
      expect({ command, code }).toEqual({ command, code: 1 });
      expect(stderr).toMatch(
        new RegExp(`${plural} "a" is forbidden: the local target does not run ${kind}s: use a .+\n$`),
      );
    }
    expect((await bench.kubectl(['get', plural, '-n', namespace, '-o', 'name'])).stdout).toBe('');
  });

  test('create cronjob says that none is run', async () => {
    const { code, stderr } = await bench.kubectl([
      'create',
      'cronjob',
      'nightly',
      '--image=nginx',
      '--schedule=0 3 * * *',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('cronjobs.batch "nightly" is forbidden: the local target does not run CronJobs');
  });
});

describe('real kubectl, lists', () => {
  const configMap = (name: string, rest = '') =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}, data: {a: "1"}${rest}}`;
  const list = (kind: string, ...items: string[]) =>
    `---\n{apiVersion: v1, kind: ${kind}, items: [${items.join(', ')}]}`;

  test.beforeEach((context) => {
    if (version === undefined)
      context.skip(`kubectl cannot be run (${KUBECTL}): put it on PATH or set KUBECTL_BIN`);
  });

  test.each(['apply', 'apply --server-side', 'create', 'apply --validate=false'])(
    '%s of a List writes each of its items',
    async (line) => {
      const namespace = bench.namespace();
      const command = line.split(' ');
      const { code, stdout, stderr } = await bench.kubectl(
        [...command, '-n', namespace, '-f', '-'],
        list('List', configMap('one'), configMap('two')),
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^configmap\/one .+\nconfigmap\/two .+\n$/);
    },
  );

  test('what get prints as a List can be applied, replaced and deleted', async () => {
    const namespace = bench.namespace();
    const print = async () => (await bench.kubectl(['get', 'cm', '-n', namespace, '-o', 'yaml'])).stdout;
    await bench.apply(list('List', configMap('one'), configMap('two')), namespace);
    // Not unchanged: what was applied last has what the server added now.
    expect(await bench.apply(await print(), namespace)).toBe(
      'configmap/one configured\nconfigmap/two configured\n',
    );
    const replaced = await bench.kubectl(['replace', '-f', '-'], await print());
    expect(replaced.stdout).toBe('configmap/one replaced\nconfigmap/two replaced\n');
    expect((await bench.kubectl(['delete', '-f', '-'], await print())).code).toBe(0);
    expect(await print()).toContain('items: []');
  });

  test('a list of one kind is one too', async () => {
    const namespace = bench.namespace();
    expect(await bench.apply(list('ConfigMapList', configMap('one'), configMap('two')), namespace)).toBe(
      'configmap/one created\nconfigmap/two created\n',
    );
  });

  test('a misspelt member of an item is refused', async () => {
    const namespace = bench.namespace();
    const { code, stderr } = await bench.kubectl(
      ['apply', '-n', namespace, '-f', '-'],
      list('List', configMap('one', ', datum: {}')),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('strict decoding error: unknown field "datum"');
  });
});
