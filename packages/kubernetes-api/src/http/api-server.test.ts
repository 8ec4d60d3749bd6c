import { request } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { JsonObject } from '@mesh-workshop/json';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createKubernetesApi, type KubernetesApi } from '../create-kubernetes-api.ts';
import { CONFIG_MAPS, PODS } from '../objects/kinds.ts';
import type { PodRuntime } from '../pod-runtime.ts';

/** Echoes its stdin and says the size of its terminal. */
const runtime: PodRuntime = {
  logs: async (_ref, options, out) => {
    out.write(JSON.stringify(options));
  },
  exec: (_ref, _options, { stdin, stdout, onResize }) =>
    new Promise((resolve) => {
      onResize?.(({ columns, rows }) => stdout.write(`${columns}x${rows};`));
      stdin?.on('data', (chunk) => stdout.write(chunk));
      stdin?.on('end', () => resolve(7));
    }),
};

let api: KubernetesApi;
const stops: (() => void)[] = [];

beforeEach(async () => {
  api = await createKubernetesApi({ host: '127.0.0.1', port: 0, podRuntime: runtime });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await api.close();
});

interface Answer {
  readonly code: number;
  readonly body: JsonObject;
}

const authorization = () => ({ authorization: `Bearer ${api.token}` });

function call(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${api.url}${path}`,
      {
        ca: api.certificateAuthority,
        // Else it is taken from the header.
        servername: 'localhost',
        method: options.method ?? 'GET',
        headers: { ...authorization(), ...options.headers },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString('utf8');
        });
        response.on('end', () => resolve({ code: response.statusCode ?? 0, body: JSON.parse(text || '{}') }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

/** The events of a watch so far. */
function watch(path: string): JsonObject[] {
  const events: JsonObject[] = [];
  let rest = '';
  const options = { ca: api.certificateAuthority, headers: authorization() };
  const outgoing = request(`${api.url}${path}`, options, (response) => {
    response.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      events.push(...lines.map((line) => JSON.parse(line) as JsonObject));
    });
  });
  outgoing.on('error', () => undefined);
  outgoing.end();
  stops.push(() => outgoing.destroy());
  return events;
}

function summary(events: readonly JsonObject[]): readonly string[] {
  return events.map(({ type, object }) => {
    const { name } = (object as { metadata: { name?: string } }).metadata;
    return name === undefined ? String(type) : `${type} ${name}`;
  });
}

function createConfigMap(name: string, labels: Record<string, string> = {}) {
  return api.store.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels } });
}

const CONFIG_MAPS_PATH = '/api/v1/namespaces/default/configmaps';

describe('the API over HTTP', () => {
  test('says what it is and that it is ready', async () => {
    expect((await call('/version')).body).toMatchObject({
      major: '1',
      minor: '34',
      gitVersion: 'v1.34.0+subset',
    });
    expect((await call('/apis/apps/v1')).body).toMatchObject({
      kind: 'APIResourceList',
      groupVersion: 'apps/v1',
    });
    expect(await call('/openapi/v2')).toMatchObject({ code: 200, body: { swagger: '2.0', paths: {} } });
  });

  test('unknown kinds, names and methods are refused with a Status', async () => {
    expect(await call('/apis/nope/v1/things')).toMatchObject({
      code: 404,
      body: { kind: 'Status', reason: 'NotFound' },
    });
    expect(await call('/apis/apps/v2/deployments')).toMatchObject({ code: 404 });
    for (const path of ['//', '//nowhere/api', '/%zz'])
      expect(await call(path)).toMatchObject({ code: 404, body: { kind: 'Status' } });
    expect(await call(`${CONFIG_MAPS_PATH}/nope`)).toMatchObject({
      code: 404,
      body: { message: 'configmaps "nope" not found' },
    });
    expect(await call(CONFIG_MAPS_PATH, { method: 'PUT' })).toMatchObject({
      code: 405,
      body: { reason: 'MethodNotAllowed' },
    });
  });

  test('web pages cannot use it', async () => {
    expect(await call('/version', { headers: { origin: 'https://evil.example' } })).toMatchObject({
      code: 403,
    });
    expect(await call('/version', { headers: { host: 'rebound.example:80' } })).toMatchObject({ code: 403 });
    expect(await call('/version', { headers: { host: 'localhost:1' } })).toMatchObject({ code: 200 });
  });

  test.each([
    ['nothing', () => ''],
    ['another token', () => `Bearer ${api.token.slice(1)}`],
    ['no token', () => 'Bearer '],
    ['the token and more', () => `Bearer ${api.token} more`],
    ['the token in another way', () => `Basic ${api.token}`],
    ['the token by itself', () => api.token],
  ])('who comes with %s is not authorized, for exec neither', async (_what, given) => {
    const unauthorized = { code: 401, body: { kind: 'Status', status: 'Failure', reason: 'Unauthorized' } };
    const headers = { authorization: given() };
    for (const path of ['/version', '/readyz', '/api/v1/namespaces', '/openapi/v2', '/nowhere'])
      expect(await call(path, { headers })).toMatchObject(unauthorized);
    expect(await call(CONFIG_MAPS_PATH, { method: 'POST', headers, body: '{' })).toMatchObject(unauthorized);
    const exec = '/api/v1/namespaces/default/pods/p/exec?command=sh';
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };
    expect(await call(exec, { headers: { ...headers, ...upgrade } })).toMatchObject(unauthorized);
    expect(await call(exec, { headers: upgrade })).toMatchObject({ code: 404 });
  });

  test('nothing is served without TLS, or to who knows another certificate', async () => {
    const plain = connect({ host: '127.0.0.1', port: api.port });
    let said = '';
    plain.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
    });
    const ended = new Promise((resolve) => plain.once('close', resolve));
    plain.on('error', () => undefined);
    plain.write(`GET /version HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${api.token}\r\n\r\n`);
    await ended;
    expect(said).not.toContain('HTTP/1.1 200');

    const other = await createKubernetesApi({ host: '127.0.0.1', port: 0 });
    try {
      expect(other.token).not.toBe(api.token);
      const socket = connectTls({ host: '127.0.0.1', port: api.port, ca: other.certificateAuthority });
      await expect(new Promise((_resolve, reject) => socket.once('error', reject))).rejects.toThrow(
        /certificate/,
      );
    } finally {
      await other.close();
    }
  });

  test('ends although somebody is connected who says nothing', { timeout: 30_000 }, async () => {
    const other = await createKubernetesApi({ host: '127.0.0.1', port: 0 });
    const silent = connect({ host: '127.0.0.1', port: other.port });
    silent.on('error', () => undefined);
    await new Promise((resolve) => silent.once('connect', resolve));
    const ended = new Promise((resolve) => silent.once('close', resolve));
    await other.close();
    await ended;
  });

  test.each([
    ['malformed JSON', '{', 400, 'cannot be parsed'],
    ['an array', '[]', 400, 'must be one object'],
    ['another kind', '{"apiVersion":"v1","kind":"Secret"}', 400, 'this is the address of v1 ConfigMap'],
    ['no name', '{"apiVersion":"v1","kind":"ConfigMap"}', 422, 'name or generateName is required'],
    ['another namespace', '{"metadata":{"name":"a","namespace":"b"}}', 400, 'does not match the namespace'],
  ])('a body with %s is refused', async (_what, body, code, message) => {
    const answer = await call(CONFIG_MAPS_PATH, { method: 'POST', body });
    expect(answer.code).toBe(code);
    expect(answer.body.message).toContain(message);
  });

  test('a body in an unknown format or beyond 3 MiB is refused', async () => {
    const headers = { 'content-type': 'application/cbor' };
    expect(await call(CONFIG_MAPS_PATH, { method: 'POST', headers, body: 'x' })).toMatchObject({ code: 415 });
    const body = JSON.stringify({ metadata: { name: 'a' }, data: { a: 'x'.repeat(3 * 1024 * 1024) } });
    expect(await call(CONFIG_MAPS_PATH, { method: 'POST', body })).toMatchObject({ code: 413 });
  });

  test('a body cannot reach the prototypes of this process, nor its stack', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const yaml = { method: 'POST', headers: { 'content-type': 'application/yaml' } };
    const refused = { code: 400, body: { message: expect.stringContaining('data.__proto__') } };
    expect(
      await call(path, { ...json, body: '{"metadata":{"name":"a"},"data":{"__proto__":{"x":"y"}}}' }),
    ).toMatchObject(refused);
    expect(
      await call(path, { ...yaml, body: 'metadata: {name: a}\ndata: {"__proto__": {x: "y"}}' }),
    ).toMatchObject(refused);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(await call(path, { ...json, body: `{"metadata":{"name":"a"},"data":${deep}}` })).toMatchObject({
      code: 400,
      body: { message: expect.stringContaining('nested deeper') },
    });

    for (const body of [`data: ${'['.repeat(100_000)}`, '- '.repeat(100_000)])
      expect(await call(path, { ...yaml, body })).toMatchObject({
        code: 400,
        body: { message: expect.stringContaining('nested deeper') },
      });

    await call(path, { ...json, body: '{"metadata":{"name":"a"},"data":{"constructor":"x"}}' });
    const strategic = {
      method: 'PATCH',
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
    };
    expect(
      await call(`${path}/a`, { ...strategic, body: '{"data":{"toString":"y"},"constructor":[1]}' }),
    ).toMatchObject({ code: 200, body: { data: { constructor: 'x', toString: 'y' } } });
    const merge = { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' } };
    expect(
      await call(`${path}/a`, { ...merge, body: '{"data":{"valueOf":"z","toString":null}}' }),
    ).toMatchObject({
      code: 200,
      body: { data: { constructor: 'x', valueOf: 'z' } },
    });
  });

  test('a watch goes on from a version and sees objects enter and leave its selector', async () => {
    const { metadata } = createConfigMap('a');
    createConfigMap('b', { on: 'yes' });
    const events = watch(
      `${CONFIG_MAPS_PATH}?watch=true&labelSelector=on%3Dyes&resourceVersion=${metadata.resourceVersion}`,
    );
    await expect.poll(() => summary(events)).toEqual(['ADDED b']);
    const relabel = (name: string, labels: Record<string, string>) =>
      api.store.modify({ group: '', plural: 'configmaps' }, 'default', name, (it) => ({
        ...it,
        metadata: { ...it.metadata, labels },
      }));
    relabel('a', { on: 'yes' });
    relabel('a', { on: 'yes', more: 'x' });
    relabel('a', {});
    api.store.delete({ group: '', plural: 'configmaps' }, 'default', 'b');
    await expect
      .poll(() => summary(events))
      .toEqual(['ADDED b', 'ADDED a', 'MODIFIED a', 'DELETED a', 'DELETED b']);
  });

  test('a watch can begin with what there is, and says where that ends', async () => {
    createConfigMap('a');
    const events = watch(
      `${CONFIG_MAPS_PATH}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    await expect.poll(() => summary(events)).toEqual(['ADDED a', 'BOOKMARK']);
    expect(events[1]).toMatchObject({
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
  });

  test('a watch from a version that is not remembered is told to list again', async () => {
    for (const version of ['1', '9999999999999999']) {
      const events = watch(`${CONFIG_MAPS_PATH}?watch=true&resourceVersion=${version}`);
      await expect
        .poll(() => events)
        .toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
    }
  });

  test.each(['0', '3000000'])('a watch with timeoutSeconds=%s goes on', async (seconds) => {
    const events = watch(`/api/v1/configmaps?watch=true&timeoutSeconds=${seconds}&allowWatchBookmarks=true`);
    api.store.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first' } });
    await expect.poll(() => summary(events)).toEqual(['ADDED first']);
    // A watch that had ended would have said so by a bookmark by the time this is answered.
    await call('/version');
    api.store.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'second' } });
    await expect.poll(() => summary(events)).toEqual(['ADDED first', 'ADDED second']);
  });

  test('a watcher that does not read is cut off, and is told to list again when it comes back', async () => {
    const from = api.store.resourceVersion;
    const stopped = new Promise<string>((resolve) => {
      const outgoing = request(
        `${api.url}/api/v1/configmaps?watch=true&resourceVersion=${from}`,
        { ca: api.certificateAuthority, headers: authorization() },
        (response) => {
          response.pause();
          outgoing.on('close', () => resolve('cut off'));
          write();
        },
      );
      outgoing.on('error', () => resolve('cut off'));
      outgoing.end();
      stops.push(() => outgoing.destroy());
    });
    const bulk = 'x'.repeat(500_000);
    const write = () => {
      for (let index = 0; index < 60; index += 1) {
        api.store.create({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: `c-${index}` },
          data: { bulk },
        });
        api.store.delete(CONFIG_MAPS, 'default', `c-${index}`);
      }
    };
    expect(await stopped).toBe('cut off');
    const again = watch(`/api/v1/configmaps?watch=true&resourceVersion=${from}`);
    await expect.poll(() => again).toMatchObject([{ type: 'ERROR', object: { code: 410 } }]);
  });

  test('a list of parts ends where the whole ends', async () => {
    for (const name of ['a', 'b', 'c']) createConfigMap(name);
    const first = (await call(`${CONFIG_MAPS_PATH}?limit=2`)).body;
    expect(first.metadata).toMatchObject({ remainingItemCount: 1 });
    const token = (first.metadata as { continue: string }).continue;
    const second = (await call(`${CONFIG_MAPS_PATH}?limit=2&continue=${token}`)).body;
    expect(second.items).toMatchObject([{ metadata: { name: 'c' } }]);
    expect(second.metadata).not.toHaveProperty('continue');
    expect(await call(`${CONFIG_MAPS_PATH}?continue=nonsense`)).toMatchObject({ code: 410 });
  });

  test('metadata alone can be asked for', async () => {
    createConfigMap('a');
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const { body } = await call(CONFIG_MAPS_PATH, { headers: { accept } });
    expect(body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ kind: 'PartialObjectMetadata' }],
    });
  });

  test('the scale of a deployment is read and written', async () => {
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } };
    const spec = { selector: { matchLabels: { a: 'b' } }, template };
    api.store.create({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec });
    const path = '/apis/apps/v1/namespaces/default/deployments/d/scale';
    expect((await call(path)).body).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 1 },
      status: { selector: 'a=b' },
    });
    const put = await call(path, { method: 'PUT', body: JSON.stringify({ spec: { replicas: 4 } }) });
    expect(put.body).toMatchObject({ spec: { replicas: 4 } });
    expect(await call(path, { method: 'PUT', body: '{"spec":{"replicas":-1}}' })).toMatchObject({
      code: 422,
    });
  });

  test('an eviction deletes the pod', async () => {
    api.store.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'x' }] },
    });
    const body = '{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}}';
    expect(await call('/api/v1/namespaces/default/pods/p/eviction', { method: 'POST', body })).toMatchObject({
      code: 200,
    });
    expect(api.store.get(PODS, 'default', 'p')?.metadata.deletionTimestamp).toBeDefined();
  });

  test('exec passes stdin, its end, terminal sizes and the exit code', async () => {
    api.store.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'x' }] },
    });
    const url = `${api.url.replace('http', 'ws')}/api/v1/namespaces/default/pods/p/exec?command=sh&stdin=true&stdout=true&tty=true`;
    const options = { ca: api.certificateAuthority, headers: authorization() };
    const socket = new WebSocket(url, 'v5.channel.k8s.io', options);
    const received = new Map<number, string>();
    socket.on('message', (data: Buffer) => {
      received.set(data[0] ?? -1, (received.get(data[0] ?? -1) ?? '') + data.subarray(1).toString('utf8'));
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    const send = (channel: number, text: string) =>
      socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]));
    send(4, '{"Width":80,"Height":24}');
    send(0, 'hello');
    await expect.poll(() => received.get(1)).toBe('80x24;hello');
    socket.send(Buffer.of(255, 0));
    await closed;
    expect(JSON.parse(received.get(3) ?? '')).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '7' }] },
    });
  });

  test('log options reach the runtime', async () => {
    api.store.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'x' }] },
    });
    const path =
      '/api/v1/namespaces/default/pods/p/log?follow=true&tailLines=5&timestamps=true&previous=true&sinceSeconds=9';
    expect((await call(path)).body).toEqual({
      follow: true,
      previous: true,
      timestamps: true,
      tailLines: 5,
      sinceSeconds: 9,
    });
    const log = '/api/v1/namespaces/default/pods/p/log';
    const aMinuteAgo = new Date(Date.now() - 60_000).toISOString();
    const { sinceSeconds } = (await call(`${log}?sinceTime=${aMinuteAgo}`)).body;
    expect(sinceSeconds).toBeGreaterThanOrEqual(60);
    expect(await call(`${log}?sinceTime=yesterday`)).toMatchObject({
      code: 400,
      body: { message: expect.stringContaining('it has to be a time such as') },
    });
    expect(await call(`${log}?tailLines=x`)).toMatchObject({ code: 400 });
    expect(await call('/api/v1/namespaces/default/pods/q/log')).toMatchObject({ code: 404 });
  });

  test('a taken port is an error that says so', async () => {
    await expect(createKubernetesApi({ host: '127.0.0.1', port: api.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  test('a pod can be changed when it is admitted', async () => {
    const other = await createKubernetesApi({
      host: '127.0.0.1',
      port: 0,
      admitPod: (pod) => ({
        ...pod,
        spec: { ...pod.spec, containers: [...pod.spec.containers, { name: 'side', image: 'y' }] },
      }),
    });
    const pod = other.store.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'x' }] },
    });
    expect(pod.spec).toMatchObject({
      containers: [{ name: 'c' }, { name: 'side', imagePullPolicy: 'Always' }],
    });
    await other.close();
  });
});
