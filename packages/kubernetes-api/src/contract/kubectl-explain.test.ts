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
        schema: {
          type: 'object',
          properties: {
            spec: {
              type: 'object',
              required: ['hue'],
              properties: { hue: { type: 'string', enum: ['red', 'blue'], description: 'What is seen.' } },
            },
          },
        },
      },
    ],
  });
});
afterAll(() => bench.close());

async function explain(what: string, ...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await bench.kubectl(['explain', what, ...flags]);
  expect({ what, code, stderr }).toEqual({ what, code: 0, stderr: '' });
  return stdout;
}

describe('real kubectl explain', () => {
  test.beforeEach((context) => {
    if (version === undefined)
      context.skip(`kubectl cannot be run (${KUBECTL}): put it on PATH or set KUBECTL_BIN`);
  });

  test('shows the members of a built-in kind with their types, and where they are described', async () => {
    const text = await explain('pod');
    expect(text).toContain('KIND:       Pod\nVERSION:    v1\n');
    expect(text).toContain('https://kubernetes.io/docs/reference/kubernetes-api/');
    expect(text).toMatch(/^ {2}spec\t<Object>$/m);
  });

  test.each([
    ['pod.spec.containers.ports', /^ {2}containerPort\t<integer>$/m],
    ['pod.metadata', /^ {2}labels\t<map\[string\]string>$/m],
    ['deployment.spec.strategy.rollingUpdate', /^ {2}maxSurge\t<IntOrString>$/m],
    ['deploy.spec.template.spec.containers', /^ {2}command\t<\[\]string>$/m],
    ['configmap', /^ {2}data\t<map\[string\]string>$/m],
  ])('goes down to %s', async (what, line) => {
    expect(await explain(what)).toMatch(line);
  });

  test('shows a kind with a schema of its own, with what is required and allowed', async () => {
    const text = await explain('color.spec');
    expect(text).toMatch(/^ {2}hue\t<string> -required-\n {2}enum: red, blue\n {4}What is seen\.$/m);
    expect(await explain('color', '--recursive')).toMatch(/^ {4}hue\t<string> -required-$/m);
  });

  test('shows the kind of an applied CustomResourceDefinition by its schema', async () => {
    await bench.apply(`apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: tones.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Tone, plural: tones, singular: tone}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, description: A sound., properties: {spec: {type: object, properties: {pitch: {type: integer}}}}}}
`);
    expect(await explain('tone')).toContain('A sound.');
    expect(await explain('tone.spec')).toMatch(/^ {2}pitch\t<integer>$/m);
  });

  test.each([
    ['statefulset', 'Not run here: use a Deployment'],
    ['hpa', 'Stored and shown, but has no effect here: nothing is scaled automatically'],
  ])('says of %s what it is good for here', async (what, sentence) => {
    expect((await explain(what)).replaceAll(/\n\s+/g, ' ')).toContain(sentence);
  });

  test('names a member that there is not', async () => {
    const { code, stderr } = await bench.kubectl(['explain', 'pod.spec.nope']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'error: field "nope" does not exist\n' });
  });
});

describe('real kubectl create job', () => {
  test.beforeEach((context) => {
    if (version === undefined)
      context.skip(`kubectl cannot be run (${KUBECTL}): put it on PATH or set KUBECTL_BIN`);
  });

  test('runs one to its end', async () => {
    const namespace = bench.namespace();
    const run = (...args: string[]) => bench.kubectl([...args, '-n', namespace]);
    expect(
      await run('create', 'job', 'hello', '--image=x', '-n', namespace, '--', 'sh', '-c', 'echo hi'),
    ).toMatchObject({ code: 0, stdout: 'job.batch/hello created\n' });
    expect(await run('wait', '--for=condition=Complete', 'job/hello', '--timeout=20s')).toMatchObject({
      code: 0,
    });
    expect((await run('logs', 'job/hello')).stdout).toBe('hi\n');
  });
});
