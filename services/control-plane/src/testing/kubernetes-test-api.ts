import { writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { listen } from '../listen.ts';
import type {
  EndpointSliceObject,
  ObjectMeta,
  ServiceObject,
} from '../source/kubernetes-endpoints/kubernetes-objects.ts';
import { temporaryDirectory } from './start-control-plane.ts';

type TestObject = (ServiceObject | EndpointSliceObject) & { readonly metadata: ObjectMeta };

/** As much of a Kubernetes API as list and watch of two kinds need, on a real socket. */
export interface KubernetesTestApi {
  readonly kubeConfigFile: string;
  /** How many lists and watches there were. */
  readonly requests: { lists: number; watches: number };
  apply(...objects: TestObject[]): void;
  delete(object: TestObject): void;
  /** Ends all watches with an error event, as when the resource version is too old. */
  expireWatches(): void;
  /** Cuts all connections and takes no new ones. */
  goAway(): Promise<void>;
  /** Takes connections again, at the same port. */
  comeBack(): Promise<void>;
}

const SERVICES = '/api/v1/services';
const SLICES = '/apis/discovery.k8s.io/v1/endpointslices';

/** A Service with one port. */
export function service(name: string, port: number, targetPort = port): TestObject {
  return { metadata: { name, namespace: 'default' }, spec: { ports: [{ port, targetPort }] } };
}

/** The slice of one pod of a Service. */
export function slice(serviceName: string, pod: string, port: number, ready = true): TestObject {
  return {
    metadata: {
      name: `${serviceName}-${pod}`,
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': serviceName },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready } }],
    ports: [{ name: '', port }],
  };
}

export async function startKubernetesTestApi(): Promise<KubernetesTestApi> {
  const objects = new Map<string, Map<string, TestObject>>([
    [SERVICES, new Map()],
    [SLICES, new Map()],
  ]);
  const watches = new Map<string, Set<ServerResponse>>([
    [SERVICES, new Set()],
    [SLICES, new Set()],
  ]);
  const requests = { lists: 0, watches: 0 };
  let resourceVersion = 1;

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const found = objects.get(pathname);
    if (!found) {
      response.writeHead(404).end();
    } else if (searchParams.get('watch') === 'true') {
      requests.watches += 1;
      response.flushHeaders();
      watches.get(pathname)?.add(response);
      response.on('close', () => watches.get(pathname)?.delete(response));
    } else {
      requests.lists += 1;
      response.end(
        JSON.stringify({ metadata: { resourceVersion: `${resourceVersion}` }, items: [...found.values()] }),
      );
    }
  });

  function emit(type: string, object: TestObject): void {
    resourceVersion += 1;
    const path = 'endpoints' in object ? SLICES : SERVICES;
    const { namespace, name } = object.metadata;
    const key = `${namespace}/${name}`;
    if (type === 'DELETED') objects.get(path)?.delete(key);
    else objects.get(path)?.set(key, object);
    for (const watch of watches.get(path) ?? []) watch.write(`${JSON.stringify({ type, object })}\n`);
  }

  const port = await listen(server, { host: '127.0.0.1', port: 0 }, 'test');
  const goAway = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(goAway);
  const kubeConfigFile = join(await temporaryDirectory(), 'kubeconfig');
  await writeFile(
    kubeConfigFile,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'test', user: {} }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      'current-context': 'test',
    }),
  );
  return {
    kubeConfigFile,
    requests,
    apply: (...applied) => {
      for (const object of applied) emit('MODIFIED', object);
    },
    delete: (object) => emit('DELETED', object),
    expireWatches() {
      const expired = `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } })}\n`;
      for (const open of watches.values()) for (const watch of open) watch.end(expired);
    },
    goAway,
    async comeBack() {
      await listen(server, { host: '127.0.0.1', port }, 'test');
    },
  };
}
