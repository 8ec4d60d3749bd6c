import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deploymentManifest } from '../testing/manifests.ts';
import { READY_ANNOTATION } from '../testing/process-node-agent.ts';
import { createWorkbench, KUBECTL, startCommand, toolVersion, type Workbench } from '../testing/workbench.ts';

const version = await toolVersion(KUBECTL, ['version', '--client']);
let bench: Workbench;

beforeAll(async () => {
  bench = await createWorkbench();
});
afterAll(() => bench.close());

async function deployed(options: Parameters<typeof deploymentManifest>[1] = {}): Promise<string> {
  const namespace = bench.namespace();
  await bench.apply(deploymentManifest('product', options), namespace);
  await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', namespace, '--timeout=20s']);
  return namespace;
}

async function stdoutOf(namespace: string, ...args: string[]): Promise<string> {
  return (await bench.kubectl([...args, '-n', namespace])).stdout;
}

describe('real kubectl, workloads', () => {
  test.beforeEach((context) => {
    if (version === undefined)
      context.skip(`kubectl cannot be run (${KUBECTL}): put it on PATH or set KUBECTL_BIN`);
  });

  test('scale goes up and down', async () => {
    const namespace = await deployed({ replicas: 1 });
    expect(await stdoutOf(namespace, 'scale', 'deployment', 'product', '--replicas=3')).toBe(
      'deployment.apps/product scaled\n',
    );
    await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', namespace]);
    const ready = () =>
      stdoutOf(namespace, 'get', 'deployment', 'product', '-o', 'jsonpath={.status.readyReplicas}');
    expect(await ready()).toBe('3');
    await bench.kubectl(['scale', 'deployment', 'product', '--replicas=1', '-n', namespace]);
    await expect.poll(ready).toBe('1');
  });

  test('rollout status, history, undo and restart work', async () => {
    const namespace = await deployed();
    const image = () =>
      stdoutOf(namespace, 'get', 'pods', '-o', 'jsonpath={.items[*].spec.containers[0].image}');
    await bench.kubectl([
      'set',
      'image',
      'deployment/product',
      'app=registry.example.com/product:1.5',
      '-n',
      namespace,
    ]);
    await bench.kubectl([
      'annotate',
      'deployment',
      'product',
      'kubernetes.io/change-cause=to 1.5',
      '-n',
      namespace,
    ]);
    expect(await stdoutOf(namespace, 'rollout', 'status', 'deployment/product')).toContain(
      'successfully rolled out',
    );
    await expect.poll(image).toBe('registry.example.com/product:1.5 registry.example.com/product:1.5');
    expect(await stdoutOf(namespace, 'rollout', 'history', 'deployment/product')).toMatch(
      /1 +<none>\n2 +to 1\.5/,
    );
    await bench.kubectl(['rollout', 'undo', 'deployment/product', '-n', namespace]);
    await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', namespace]);
    await expect.poll(image).toBe('registry.example.com/product:1.0 registry.example.com/product:1.0');
    const names = () => stdoutOf(namespace, 'get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}');
    const before = (await names()).split(' ');
    await bench.kubectl(['rollout', 'restart', 'deployment/product', '-n', namespace]);
    await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', namespace]);
    await expect.poll(async () => (await names()).split(' ').filter((it) => before.includes(it))).toEqual([]);
    expect(await stdoutOf(namespace, 'rollout', 'history', 'deployment/product')).toMatch(/2 .*\n3 .*\n4 /);
  });

  test('a paused rollout does not start until it is resumed', async () => {
    const namespace = await deployed();
    await bench.kubectl(['rollout', 'pause', 'deployment/product', '-n', namespace]);
    await bench.kubectl([
      'set',
      'image',
      'deployment/product',
      'app=registry.example.com/product:2',
      '-n',
      namespace,
    ]);
    const progressing = () =>
      stdoutOf(
        namespace,
        ...[
          'get',
          'deployment',
          'product',
          '-o',
          'jsonpath={.status.conditions[?(@.type=="Progressing")].reason}',
        ],
      );
    await expect.poll(progressing).toBe('DeploymentPaused');
    expect((await stdoutOf(namespace, 'get', 'rs', '-o', 'name')).trim().split('\n')).toHaveLength(1);
    await bench.kubectl(['rollout', 'resume', 'deployment/product', '-n', namespace]);
    expect(await stdoutOf(namespace, 'rollout', 'status', 'deployment/product')).toContain(
      'successfully rolled out',
    );
    expect((await stdoutOf(namespace, 'get', 'rs', '-o', 'name')).trim().split('\n')).toHaveLength(2);
  });

  test('a new version that never becomes ready leaves the old pods serving', async () => {
    const namespace = await deployed();
    const annotations = { [READY_ANNOTATION]: 'false' };
    await bench.kubectl([
      ...['patch', 'deployment', 'product', '-n', namespace],
      ...['-p', JSON.stringify({ spec: { template: { metadata: { annotations } } } })],
    ]);
    await expect.poll(() => stdoutOf(namespace, 'get', 'pods', '--no-headers')).toMatch(/ 0\/1 +Running/);
    const { code, stderr } = await bench.kubectl([
      'rollout',
      'status',
      'deploy/product',
      '-n',
      namespace,
      '--timeout=1s',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('timed out waiting for the condition');
    expect(
      await stdoutOf(namespace, 'get', 'deployment', 'product', '-o', 'jsonpath={.status.availableReplicas}'),
    ).toBe('2');
  });

  test('wait returns when the condition is met', async () => {
    const namespace = bench.namespace();
    await bench.apply(deploymentManifest('product'), namespace);
    expect(
      await stdoutOf(namespace, 'wait', '--for=condition=Available', 'deployment/product', '--timeout=20s'),
    ).toBe('deployment.apps/product condition met\n');
    const pods = await stdoutOf(
      namespace,
      'wait',
      '--for=condition=Ready',
      'pod',
      '-l',
      'app=product',
      '--timeout=20s',
    );
    expect(pods.trim().split('\n')).toHaveLength(2);
  });

  test('exec gives output, errors, stdin and the exit code', async () => {
    const namespace = await deployed({ replicas: 1 });
    const exec = (input: string | undefined, ...args: string[]) =>
      bench.kubectl(
        [
          'exec',
          '-n',
          namespace,
          ...(input === undefined ? [] : ['-i']),
          'deployment/product',
          '--',
          ...args,
        ],
        input,
      );
    const failed = await exec(undefined, 'sh', '-c', 'echo out; echo err >&2; exit 3');
    expect(failed.code).toBe(3);
    expect(failed.stdout).toBe('out\n');
    expect(failed.stderr).toContain('err\n');
    const text = 'x'.repeat(200_000);
    expect((await exec(text, 'cat')).stdout).toBe(text);
    expect((await exec(undefined, 'no-such-command')).code).toBe(1);
  });

  test('exec names the containers to choose from', async () => {
    const namespace = await deployed({ replicas: 1 });
    const { stderr } = await bench.kubectl([
      'exec',
      '-n',
      namespace,
      'deployment/product',
      '-c',
      'nope',
      '--',
      'true',
    ]);
    expect(stderr).toContain('container nope is not valid for pod');
  });

  test('logs shows all lines, the last ones, and follows', async () => {
    const namespace = await deployed({ replicas: 1, command: 'echo one; echo two; exec sleep 1000' });
    const logs = (...args: string[]) => stdoutOf(namespace, 'logs', 'deployment/product', ...args);
    await expect.poll(() => logs()).toBe('one\ntwo\n');
    expect(await logs('--tail=1')).toBe('two\n');
    expect(await logs('--limit-bytes=5')).toBe('one\nt');
    expect(await logs('--follow', '--limit-bytes=2')).toBe('on');
    const follow = startCommand(KUBECTL, ['logs', '-f', 'deployment/product', '-n', namespace], bench.env);
    await expect.poll(follow.stdout).toBe('one\ntwo\n');
    await follow.stop();
  });

  test('debug says in one sentence that there are no ephemeral containers', async () => {
    const namespace = await deployed({ replicas: 1, command: 'exec sleep 1000' });
    const { items } = JSON.parse(await stdoutOf(namespace, 'get', 'pods', '-o', 'json'));
    const pod = (items as { metadata: { name: string } }[])[0]?.metadata.name ?? '';
    const debug = await bench.kubectl(['debug', pod, '-n', namespace, '--image=x', '--', 'true']);
    expect(debug.code).toBe(1);
    expect(debug.stderr).not.toContain('panic');
    expect(debug.stderr).toContain('ephemeral containers are disabled for this cluster');
  });

  test('a job completes, and one that fails too often fails', async () => {
    const namespace = bench.namespace();
    const job = (name: string, command: string) => `apiVersion: batch/v1
kind: Job
metadata: {name: ${name}}
spec:
  backoffLimit: 1
  template:
    spec:
      restartPolicy: Never
      containers: [{name: app, image: x, command: [sh, -c, '${command}']}]
`;
    await bench.apply(`${job('good', 'echo done')}---\n${job('bad', 'exit 1')}`, namespace);
    expect(await stdoutOf(namespace, 'wait', '--for=condition=Complete', 'job/good', '--timeout=20s')).toBe(
      'job.batch/good condition met\n',
    );
    expect(await stdoutOf(namespace, 'wait', '--for=condition=Failed', 'job/bad', '--timeout=20s')).toBe(
      'job.batch/bad condition met\n',
    );
    expect(await stdoutOf(namespace, 'logs', 'job/good')).toBe('done\n');
    const jobs = await stdoutOf(namespace, 'get', 'jobs', '--no-headers');
    expect(jobs).toMatch(/^bad +Failed +0\/1 /m);
    expect(jobs).toMatch(/^good +Complete +1\/1 /m);
    expect(
      (await stdoutOf(namespace, 'get', 'pods', '-l', 'job-name=bad', '-o', 'name')).trim().split('\n'),
    ).toHaveLength(2);
  });

  test('describe shows events and what belongs together', async () => {
    const namespace = await deployed();
    const described = await stdoutOf(namespace, 'describe', 'deployment', 'product');
    expect(described).toMatch(/Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable/);
    expect(described).toMatch(/Normal +ScalingReplicaSet .* from 0 to 2/);
    expect(await stdoutOf(namespace, 'events')).toContain('SuccessfulCreate');
  });

  test('a deleted pod is replaced', async () => {
    const namespace = await deployed({ replicas: 1 });
    const [pod = ''] = (await stdoutOf(namespace, 'get', 'pods', '-o', 'name')).split('\n');
    expect(await stdoutOf(namespace, 'delete', pod)).toContain('deleted');
    await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', namespace]);
    const pods = await stdoutOf(namespace, 'get', 'pods', '-o', 'name');
    expect(pods).not.toContain(pod);
    expect(pods).toMatch(/^pod\/product-/);
  });

  test('pods that are refused are told in the conditions and events of their workload', async () => {
    const namespace = bench.namespace();
    bench.refusePods('app=refused', 'there is no image of that name');
    await bench.apply(deploymentManifest('refused'), namespace);
    const message = () =>
      stdoutOf(
        namespace,
        ...[
          'get',
          'deployment',
          'refused',
          '-o',
          'jsonpath={.status.conditions[?(@.type=="ReplicaFailure")].message}',
        ],
      );
    await expect.poll(message).toBe('there is no image of that name');
    expect(await stdoutOf(namespace, 'describe', 'rs')).toMatch(
      /FailedCreate .*Error creating: there is no image of that name/,
    );
  });
});
