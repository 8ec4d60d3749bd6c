import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deploymentManifest, serviceManifest } from '../testing/manifests.ts';
import { createWorkbench, KUBECTL, startCommand, toolVersion, type Workbench } from '../testing/workbench.ts';

const version = await toolVersion(KUBECTL, ['version', '--client']);
let bench: Workbench;

beforeAll(async () => {
  bench = await createWorkbench();
});
afterAll(() => bench.close());

describe('real kubectl, objects', () => {
  test.beforeEach((context) => {
    if (version === undefined)
      context.skip(`kubectl cannot be run (${KUBECTL}): put it on PATH or set KUBECTL_BIN`);
  });

  test('apply says created, unchanged and configured', async () => {
    const namespace = bench.namespace();
    const manifest = deploymentManifest('product');
    expect(await bench.apply(manifest, namespace)).toBe('deployment.apps/product created\n');
    expect(await bench.apply(manifest, namespace)).toBe('deployment.apps/product unchanged\n');
    expect(await bench.apply(deploymentManifest('product', { replicas: 1 }), namespace)).toBe(
      'deployment.apps/product configured\n',
    );
  });

  test('apply removes what the manifest no longer names', async () => {
    const namespace = bench.namespace();
    await bench.apply(
      '---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: "1", b: "2"}}',
      namespace,
    );
    await bench.apply(
      '---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: "3"}}',
      namespace,
    );
    const { stdout } = await bench.kubectl(['get', 'cm', 'c', '-n', namespace, '-o', 'jsonpath={.data}']);
    expect(stdout).toBe('{"a":"3"}');
  });

  test('server-side apply removes what its manager no longer names and keeps the fields of others', async () => {
    const namespace = bench.namespace();
    const apply = (data: string, manager: string) =>
      bench.kubectl(
        ['apply', '--server-side', `--field-manager=${manager}`, '-n', namespace, '-f', '-'],
        `---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: ${data}}`,
      );
    expect((await apply('{a: "1", b: "2"}', 'one')).stdout).toBe('configmap/c serverside-applied\n');
    await apply('{z: "9"}', 'two');
    await apply('{a: "1"}', 'one');
    const { stdout } = await bench.kubectl(['get', 'cm', 'c', '-n', namespace, '-o', 'jsonpath={.data}']);
    expect(JSON.parse(stdout)).toEqual({ a: '1', z: '9' });
  });

  test('create refuses a name that is taken', async () => {
    const namespace = bench.namespace();
    const create = () => bench.kubectl(['create', 'configmap', 'c', '--from-literal=a=b', '-n', namespace]);
    expect((await create()).stdout).toBe('configmap/c created\n');
    const again = await create();
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('error: failed to create configmap: configmaps "c" already exists');
  });

  test('create, expose, annotate, label, replace and delete --all do what they say', async () => {
    const namespace = bench.namespace();
    const run = async (...args: string[]) => (await bench.kubectl([...args, '-n', namespace])).stdout;
    expect(await run('create', 'deployment', 'web', '--image=nginx:1', '--port=80')).toContain('created');
    expect(await run('expose', 'deployment', 'web', '--port=80')).toBe('service/web exposed\n');
    expect(await run('annotate', 'deployment', 'web', 'note=hi')).toBe('deployment.apps/web annotated\n');
    expect(await run('label', 'service', 'web', 'tier=front')).toBe('service/web labeled\n');
    expect(await run('get', 'service', '-l', 'tier=front', '-o', 'name')).toBe('service/web\n');
    expect(await run('get', 'service', '-l', 'tier!=front', '-o', 'name')).toBe('');
    expect(await run('set', 'image', 'deployment/web', '*=nginx:2')).toBe(
      'deployment.apps/web image updated\n',
    );
    expect(await run('delete', 'deployments,services', '--all')).toContain('"web" deleted');
    expect(await run('get', 'deployments,services', '-o', 'name')).toBe('');
  });

  test('patch takes strategic merge, merge and JSON patches', async () => {
    const namespace = bench.namespace();
    await bench.apply(deploymentManifest('product'), namespace);
    const patch = (type: string, text: string) =>
      bench.kubectl(['patch', 'deployment', 'product', '-n', namespace, `--type=${type}`, '-p', text]);
    const container = '{"name":"app","env":[{"name":"A","value":"1"}]}';
    await patch('strategic', `{"spec":{"template":{"spec":{"containers":[${container}]}}}}`);
    await patch('merge', '{"metadata":{"annotations":{"b":"2"}}}');
    await patch('json', '[{"op":"replace","path":"/spec/replicas","value":1}]');
    const { stdout } = await bench.kubectl(['get', 'deployment', 'product', '-n', namespace, '-o', 'json']);
    const { metadata, spec } = JSON.parse(stdout);
    expect(metadata.annotations.b).toBe('2');
    expect(spec.replicas).toBe(1);
    expect(spec.template.spec.containers).toHaveLength(1);
    expect(spec.template.spec.containers[0]).toMatchObject({
      image: 'registry.example.com/product:1.0',
      env: [{ name: 'A', value: '1' }],
    });
  });

  test('get shows the columns people know', async () => {
    const namespace = bench.namespace();
    await bench.apply(
      `${deploymentManifest('product')}---\n${serviceManifest('product', 'LoadBalancer')}`,
      namespace,
    );
    await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', namespace]);
    const header = async (...args: string[]) =>
      (await bench.kubectl(['get', ...args, '-n', namespace])).stdout.split('\n')[0]?.split(/\s{2,}/);
    expect(await header('pods')).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
    expect(await header('pods', '-o', 'wide')).toContain('NODE');
    expect(await header('deployments')).toEqual(['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE']);
    expect(await header('rs')).toEqual(['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE']);
    expect(await header('services')).toEqual(['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE']);
    expect(await header('endpointslices')).toEqual(['NAME', 'ADDRESSTYPE', 'PORTS', 'ENDPOINTS', 'AGE']);
    const pods = (await bench.kubectl(['get', 'pods', '-n', namespace, '--no-headers'])).stdout;
    expect(pods.trim().split('\n')).toHaveLength(2);
    expect(pods).toMatch(/^product-[a-z0-9]+-[a-z0-9]{5} +1\/1 +Running +0 +\d+s$/m);
    const services = (await bench.kubectl(['get', 'svc', '-n', namespace, '--no-headers'])).stdout;
    expect(services).toMatch(/^product +LoadBalancer +10\.96\.\d+\.\d+ +127\.0\.0\.1 +8080:\d+\/TCP +\d+s$/m);
  });

  test('get -w shows a pod from its beginning to its end', async () => {
    const namespace = bench.namespace();
    const watch = startCommand(KUBECTL, ['get', 'pods', '-n', namespace, '-w'], bench.env);
    await bench.apply(deploymentManifest('product', { replicas: 1 }), namespace);
    await expect.poll(watch.stdout).toMatch(/product-\S+ +1\/1 +Running/);
    await bench.kubectl(['scale', 'deployment', 'product', '--replicas=0', '-n', namespace]);
    await expect.poll(watch.stdout).toMatch(/product-\S+ +1\/1 +Terminating/);
    await watch.stop();
  });

  test('errors name what is wrong', async () => {
    const namespace = bench.namespace();
    const errorOf = async (args: string[], input?: string) =>
      (await bench.kubectl([...args, '-n', namespace], input)).stderr;
    expect(await errorOf(['get', 'deployment', 'nope'])).toBe(
      'Error from server (NotFound): deployments.apps "nope" not found\n',
    );
    expect(await errorOf(['get', 'nonsense'])).toBe(
      `error: the server doesn't have a resource type "nonsense"\n`,
    );
    expect(await errorOf(['apply', '-f', '-'], deploymentManifest('Product_1'))).toContain(
      'The Deployment "Product_1" is invalid: metadata.name: Invalid value: "Product_1": a lowercase RFC 1123 subdomain',
    );
    expect(await errorOf(['apply', '-f', '-'], deploymentManifest('product', { replicas: -1 }))).toContain(
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    expect(
      await errorOf(['apply', '-f', '-'], deploymentManifest('product', { extra: '        imagee: x\n' })),
    ).toContain('strict decoding error: unknown field "spec.template.spec.containers[0].imagee"');
    expect(await errorOf(['port-forward', 'service/nope', '1:2'])).toContain('services "nope" not found');
  });

  test('attach and what only protobuf says are told what to use instead', async () => {
    await bench.kubectl(['run', 'attached', '--image=x', '--command', '--', 'sleep', '600']);
    await bench.kubectl(['wait', '--for=condition=Ready', 'pod/attached', '--timeout=20s']);
    expect((await bench.kubectl(['attach', 'attached'])).stderr).toContain(
      'use kubectl exec to run a command',
    );
    const { stderr } = await bench.kubectl(['create', 'role', 'r', '--verb=get', '--resource=pods']);
    expect(stderr).toContain('add --dry-run=client -o yaml | kubectl apply -f -');
    await bench.kubectl(['delete', 'pod', 'attached', '--now']);
  });

  test('port-forward is told what to use instead', async () => {
    const namespace = bench.namespace();
    await bench.apply(deploymentManifest('product', { replicas: 1 }), namespace);
    await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', namespace]);
    const { code, stderr } = await bench.kubectl([
      'port-forward',
      'deployment/product',
      '0:8080',
      '-n',
      namespace,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('use the other command to forward ports');
  });

  test('kinds without effect are stored, shown and said to have none', async () => {
    const namespace = bench.namespace();
    const manifest = '---\n{apiVersion: v1, kind: ServiceAccount, metadata: {name: sa}}';
    const { stdout, stderr } = await bench.kubectl(['apply', '-n', namespace, '-f', '-'], manifest);
    expect(stdout).toBe('serviceaccount/sa created\n');
    expect(stderr).toBe(
      'Warning: ServiceAccount is stored and shown, but has no effect here: pods get no credentials\n',
    );
    const again = await bench.kubectl(['apply', '-n', namespace, '-f', '-'], manifest);
    expect(again.stderr).toBe('');
  });

  test('deleting a namespace deletes what is in it, processes included', async () => {
    const namespace = bench.namespace();
    await bench.apply(`${deploymentManifest('product')}---\n${serviceManifest('product')}`, namespace);
    await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', namespace]);
    expect((await bench.kubectl(['delete', 'namespace', namespace])).stdout).toBe(
      `namespace "${namespace}" deleted\n`,
    );
    expect((await bench.kubectl(['get', 'all', '-n', namespace])).stderr).toContain('No resources found');
    expect((await bench.kubectl(['get', 'namespace', namespace])).stderr).toContain('NotFound');
  });

  test('delete --cascade=orphan leaves the pods, and a new replica set adopts them', async () => {
    const namespace = bench.namespace();
    const pods = async () => (await bench.kubectl(['get', 'pods', '-n', namespace, '-o', 'name'])).stdout;
    await bench.apply(deploymentManifest('product'), namespace);
    await bench.kubectl(['rollout', 'status', 'deployment/product', '-n', namespace]);
    const before = await pods();
    await bench.kubectl(['delete', 'deployment', 'product', '--cascade=orphan', '-n', namespace]);
    const replicaSet = (await bench.kubectl(['get', 'rs', '-n', namespace, '-o', 'name'])).stdout.trim();
    expect(await pods()).toBe(before);
    await bench.kubectl(['delete', replicaSet, '--cascade=foreground', '-n', namespace]);
    expect(await pods()).toBe('');
  });

  test('an applied CustomResourceDefinition is served, with its columns', async () => {
    const namespace = bench.namespace();
    await bench.apply(`apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: colors.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Color, plural: colors, singular: color, shortNames: [co]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
    additionalPrinterColumns:
    - {name: Hue, type: string, jsonPath: .spec.hue}
    - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
`);
    await bench.kubectl(['wait', '--for=condition=Established', 'crd/colors.example.com', '--timeout=10s']);
    await bench.apply(
      '---\n{apiVersion: example.com/v1, kind: Color, metadata: {name: sky}, spec: {hue: blue}}',
      namespace,
    );
    await bench.kubectl([
      ...['patch', 'color', 'sky', '-n', namespace, '--subresource=status', '--type=merge'],
      ...['-p', '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}'],
    ]);
    expect((await bench.kubectl(['get', 'co', '-n', namespace])).stdout).toMatch(
      /^NAME +HUE +READY\nsky +blue +True\n$/,
    );
    await bench.kubectl(['delete', 'crd', 'colors.example.com']);
    expect((await bench.kubectl(['get', 'colors', '-n', namespace])).code).toBe(1);
  });

  test('an edited object that has changed meanwhile is refused as a conflict', async () => {
    const namespace = bench.namespace();
    await bench.kubectl(['create', 'configmap', 'c', '--from-literal=a=1', '-n', namespace]);
    const { stdout: old } = await bench.kubectl(['get', 'cm', 'c', '-n', namespace, '-o', 'yaml']);
    await bench.kubectl(['patch', 'cm', 'c', '-n', namespace, '-p', '{"data":{"a":"2"}}']);
    const { stderr } = await bench.kubectl(['replace', '-f', '-'], old);
    expect(stderr).toContain('Operation cannot be fulfilled on configmaps "c": the object has been modified');
  });

  test('dry runs on the server answer with the result and store nothing', async () => {
    const namespace = bench.namespace();
    const { stdout } = await bench.kubectl(
      ['apply', '--dry-run=server', '-n', namespace, '-f', '-', '-o', 'jsonpath={.spec.strategy.type}'],
      deploymentManifest('product'),
    );
    expect(stdout).toBe('RollingUpdate');
    expect((await bench.kubectl(['get', 'deployments', '-n', namespace, '-o', 'name'])).stdout).toBe('');
  });

  test('long lists come in pages', async () => {
    const namespace = bench.namespace();
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      bench.api.store.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });
    }
    const { stdout } = await bench.kubectl(['get', 'cm', '-n', namespace, '--chunk-size=2', '-o', 'name']);
    expect(stdout.trim().split('\n')).toHaveLength(5);
  });
});
