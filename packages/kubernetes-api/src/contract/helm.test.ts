import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deploymentManifest, serviceManifest } from '../testing/manifests.ts';
import { createWorkbench, HELM, toolVersion, type Workbench } from '../testing/workbench.ts';

const version = await toolVersion(HELM, ['version', '--short']);
let bench: Workbench;
let chart: string;

const TEST_POD = `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-answers
  annotations: {helm.sh/hook: test, helm.sh/hook-delete-policy: before-hook-creation}
spec:
  restartPolicy: Never
  containers: [{name: app, image: x, command: [sh, -c, 'echo tested; exit {{ .Values.exitCode }}']}]
`;

const HOOK_JOB = `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-before
  annotations: {helm.sh/hook: pre-upgrade, helm.sh/hook-delete-policy: hook-succeeded}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: app, image: x, command: ['true']}]
`;

beforeAll(async () => {
  bench = await createWorkbench();
  chart = path.join(bench.directory, 'chart');
  await mkdir(path.join(chart, 'templates', 'tests'), { recursive: true });
  const files: Record<string, string> = {
    'Chart.yaml': 'apiVersion: v2\nname: product\nversion: 0.1.0\n',
    'values.yaml': 'replicas: 2\nversion: "1.0"\nexitCode: 0\n',
    'templates/deployment.yaml': deploymentManifest('{{ .Release.Name }}', {
      image: 'registry.example.com/product:{{ .Values.version }}',
    }).replace('replicas: 2', 'replicas: {{ .Values.replicas }}'),
    'templates/service.yaml': serviceManifest('{{ .Release.Name }}', 'LoadBalancer'),
    'templates/hook.yaml': HOOK_JOB,
    'templates/tests/answers.yaml': TEST_POD,
    'templates/NOTES.txt': 'Try it.\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(chart, name), text);
});
afterAll(() => bench.close());

async function upgrade(namespace: string, ...args: string[]) {
  return bench.helm([
    'upgrade',
    '--install',
    'product',
    chart,
    '-n',
    namespace,
    '--wait',
    '--timeout',
    '20s',
    ...args,
  ]);
}

function images(namespace: string): readonly string[] {
  return bench.api.store
    .list({ group: '', plural: 'pods' }, { namespace, labelSelector: 'app=product' })
    .filter((it) => it.metadata.deletionTimestamp === undefined)
    .map((it) => (it.spec as { containers: { image: string }[] }).containers[0]?.image ?? '');
}

describe('real helm', () => {
  test.beforeEach((context) => {
    if (version === undefined) context.skip(`helm cannot be run (${HELM}): put it on PATH or set HELM_BIN`);
  });

  test('installs, upgrades, rolls back and uninstalls, waiting each time', async () => {
    const namespace = bench.namespace();
    const installed = await upgrade(namespace);
    expect(installed.stderr).toBe('');
    expect(installed.stdout).toContain('STATUS: deployed');
    expect(installed.stdout).toContain('NOTES:\nTry it.');
    expect(images(namespace)).toEqual(Array(2).fill('registry.example.com/product:1.0'));

    expect((await upgrade(namespace, '--set-string', 'version=1.5', '--set', 'replicas=3')).code).toBe(0);
    expect(images(namespace)).toEqual(Array(3).fill('registry.example.com/product:1.5'));
    expect(JSON.parse((await bench.helm(['list', '-n', namespace, '-o', 'json'])).stdout)).toMatchObject([
      { name: 'product', revision: '2', status: 'deployed' },
    ]);

    const rolledBack = await bench.helm([
      'rollback',
      'product',
      '1',
      '-n',
      namespace,
      '--wait',
      '--timeout',
      '20s',
    ]);
    expect(rolledBack.stderr).toBe('');
    expect(images(namespace)).toEqual(Array(2).fill('registry.example.com/product:1.0'));
    expect(
      JSON.parse((await bench.helm(['history', 'product', '-n', namespace, '-o', 'json'])).stdout),
    ).toMatchObject([
      { revision: 1, status: 'superseded' },
      { revision: 2, status: 'superseded' },
      { revision: 3, status: 'deployed' },
    ]);

    expect((await bench.helm(['uninstall', 'product', '-n', namespace, '--wait'])).stdout).toBe(
      'release "product" uninstalled\n',
    );
    expect((await bench.helm(['list', '-n', namespace, '-q'])).stdout).toBe('');
    await expect.poll(() => images(namespace)).toEqual([]);
  });

  test('client-side apply works as well', async () => {
    const namespace = bench.namespace();
    expect((await upgrade(namespace, '--server-side=false')).code).toBe(0);
    expect((await upgrade(namespace, '--server-side=false', '--set-string', 'version=2.0')).code).toBe(0);
    expect(images(namespace)).toEqual(Array(2).fill('registry.example.com/product:2.0'));
  });

  test('helm test runs the test pods and reports their verdict', async () => {
    const namespace = bench.namespace();
    await upgrade(namespace);
    const passed = await bench.helm(['test', 'product', '-n', namespace, '--logs', '--timeout', '20s']);
    expect(passed.stdout).toContain('Succeeded');
    expect(passed.stdout).toContain('tested');
    await upgrade(namespace, '--set', 'exitCode=1');
    const failed = await bench.helm(['test', 'product', '-n', namespace, '--timeout', '20s']);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('product-answers failed');
  });

  test('creates the namespace when asked to', async () => {
    const created = await bench.helm([
      'install',
      'p',
      chart,
      '-n',
      'brand-new',
      '--create-namespace',
      '--wait',
      '--timeout',
      '20s',
    ]);
    expect(created.stderr).toBe('');
    expect(JSON.parse((await bench.helm(['list', '-A', '-o', 'json'])).stdout)).toContainEqual(
      expect.objectContaining({ name: 'p', namespace: 'brand-new' }),
    );
  });

  test('a chart with a broken manifest is refused with the path', async () => {
    const namespace = bench.namespace();
    const { code, stderr } = await upgrade(namespace, '--set', 'replicas=-1');
    expect(code).toBe(1);
    expect(stderr).toContain('spec.replicas: Invalid value: -1');
  });
});
