import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { OBJECT_KINDS } from '@mesh-workshop/appmesh-kubernetes';
import { type JsonValue, mergePatch } from '@mesh-workshop/json';
import { onTestFinished } from 'vitest';
import { collectionPath } from '../documents/kubernetes/mesh-kinds.ts';
import { listen } from '../listen.ts';
import { temporaryDirectory } from './start-control-plane.ts';

/** An object as a test writes it. */
export interface TestObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly [member: string]: unknown;
}

/** An object as the API has it. */
interface StoredObject extends TestObject {
  readonly metadata: TestObject['metadata'] & {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation: number;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
  };
  readonly status?: Readonly<Record<string, unknown>>;
}

/** As much of a Kubernetes API as the control plane needs (list, watch, merge patches, finalizers), on a real socket. */
export interface KubernetesTestApi {
  readonly kubeConfigFile: string;
  /** How many there were. */
  readonly requests: { lists: number; watches: number; patches: number };
  /** Creates or replaces objects; the status of those that come without one stays. */
  apply(...objects: TestObject[]): void;
  /** Deletes an object; one with finalizers is only marked. */
  delete(object: Pick<TestObject, 'kind' | 'metadata'>): void;
  get(kind: string, namespace: string | undefined, name: string): StoredObject | undefined;
  /** Serves the App Mesh kinds from now on. */
  serveMeshKinds(): void;
  /** Answers that many patches with 500. */
  failPatches(count: number): void;
  /** Answers patches of this path with 403; undefined: of none. */
  refusePatches(path: string | undefined): void;
  /** Ends all watches with an error event, as when the resource version is too old. */
  expireWatches(): void;
  /** Cuts all connections and takes no new ones. */
  goAway(): Promise<void>;
  /** Takes connections again, at the same port. */
  comeBack(): Promise<void>;
}

const MESH_COLLECTIONS = Object.values(OBJECT_KINDS).map(({ kind }) => [kind, collectionPath(kind)] as const);
const COLLECTIONS = new Map([
  ['Service', '/api/v1/services'],
  ['EndpointSlice', '/apis/discovery.k8s.io/v1/endpointslices'],
  ['Namespace', '/api/v1/namespaces'],
  ['Pod', '/api/v1/pods'],
  ...MESH_COLLECTIONS,
]);

const ITEM_PATH =
  /^(?<api>\/apis?(\/[^/]+)?\/v[^/]+)(\/namespaces\/(?<namespaceName>[^/]+))?\/(?<plural>[^/]+)\/(?<name>[^/]+?)(?<subresource>\/status)?$/;

/** A Service with one port. */
export function service(name: string, port: number, targetPort = port): TestObject {
  return {
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { ports: [{ port, targetPort }] },
  };
}

/** The slice of one pod of a Service. */
export function slice(serviceName: string, pod: string, port: number, ready = true): TestObject {
  return {
    kind: 'EndpointSlice',
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

/** A pod whose container port 8080 is on this machine at `port`. Its end takes until its finalizer is gone. */
export function pod(
  name: string,
  port: number,
  metadata: Partial<TestObject['metadata']> = {},
  ready = true,
): TestObject {
  const ports = { 8080: { address: '127.0.0.1', port } };
  return {
    kind: 'Pod',
    metadata: {
      namespace: 'demos',
      finalizers: ['test/ends-slowly'],
      ...metadata,
      name,
      annotations: { ...metadata.annotations, 'mesh-workshop.dev/ports': JSON.stringify(ports) },
    },
    status: { podIP: '127.0.0.1', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

/** A namespace with the label that every one has on a cluster, and others. */
export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): TestObject {
  return {
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
  };
}

/** Starts one without objects; it is gone with the test. */
export async function startKubernetesTestApi(
  options: { readonly meshKinds?: boolean } = {},
): Promise<KubernetesTestApi> {
  const objects = new Map<string, Map<string, StoredObject>>();
  const watches = new Map<string, Set<ServerResponse>>();
  const events: { readonly path: string; readonly version: number; readonly line: string }[] = [];
  const requests = { lists: 0, watches: 0, patches: 0 };
  let resourceVersion = 1;
  let failing = 0;
  let refused: string | undefined;
  const serve = (path: string) => {
    objects.set(path, objects.get(path) ?? new Map());
    watches.set(path, watches.get(path) ?? new Set());
  };
  for (const path of COLLECTIONS.values()) if (options.meshKinds || !path.includes('appmesh')) serve(path);

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const found = objects.get(pathname);
    if (request.method === 'PATCH') {
      void patch(pathname, request, response);
    } else if (!found) {
      response.writeHead(404).end();
    } else if (searchParams.get('watch') === 'true') {
      requests.watches += 1;
      response.flushHeaders();
      const since = Number(searchParams.get('resourceVersion'));
      for (const event of events)
        if (event.path === pathname && event.version > since) response.write(event.line);
      watches.get(pathname)?.add(response);
      response.on('close', () => watches.get(pathname)?.delete(response));
    } else {
      requests.lists += 1;
      response.end(
        JSON.stringify({ metadata: { resourceVersion: `${resourceVersion}` }, items: [...found.values()] }),
      );
    }
  });

  async function patch(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.patches += 1;
    const body = (await json(request)) as { readonly metadata?: { readonly resourceVersion?: string } };
    const {
      api = '',
      namespaceName = '',
      plural = '',
      name = '',
      subresource,
    } = ITEM_PATH.exec(path)?.groups ?? {};
    const current = objects.get(`${api}/${plural}`)?.get(`${namespaceName}/${name}`);
    const given = body.metadata?.resourceVersion;
    if (failing > 0) {
      failing -= 1;
      response.writeHead(500).end();
    } else if (path === refused) {
      response.writeHead(403).end();
    } else if (!current) {
      response.writeHead(404).end();
    } else if (given !== undefined && given !== current.metadata.resourceVersion) {
      response.writeHead(409).end();
    } else {
      const patched = mergePatch(
        current as unknown as JsonValue,
        body as JsonValue,
      ) as unknown as StoredObject;
      const next = subresource
        ? { ...current, status: patched.status ?? {} }
        : { ...patched, ...(current.status ? { status: current.status } : {}) };
      const gone = next.metadata.deletionTimestamp !== undefined && !next.metadata.finalizers?.length;
      store(gone ? 'DELETED' : 'MODIFIED', next);
      response.end(JSON.stringify(next));
    }
  }

  function store(type: 'MODIFIED' | 'DELETED', object: StoredObject): void {
    resourceVersion += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: `${resourceVersion}` } };
    const path = COLLECTIONS.get(object.kind) ?? '';
    if (type === 'DELETED') objects.get(path)?.delete(keyOf(object));
    else objects.get(path)?.set(keyOf(object), stored);
    const line = `${JSON.stringify({ type, object: stored })}\n`;
    events.push({ path, version: resourceVersion, line });
    for (const watch of watches.get(path) ?? []) watch.write(line);
  }

  function stored({ kind, metadata }: Pick<TestObject, 'kind' | 'metadata'>): StoredObject | undefined {
    return objects.get(COLLECTIONS.get(kind) ?? '')?.get(keyOf({ metadata }));
  }

  function apply(object: TestObject): void {
    const before = stored(object);
    const changed = before && JSON.stringify(before.spec) !== JSON.stringify(object.spec);
    store('MODIFIED', {
      ...object,
      ...(before?.status && !object.status ? { status: before.status } : {}),
      metadata: {
        uid: randomUUID(),
        creationTimestamp: '2026-01-02T03:04:05Z',
        ...before?.metadata,
        ...object.metadata,
        generation: (before?.metadata.generation ?? 1) + (changed ? 1 : 0),
        resourceVersion: '',
      },
    });
  }

  const port = await listen(server, { host: '127.0.0.1', port: 0 }, 'test');
  const goAway = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(goAway);
  return {
    kubeConfigFile: await writeKubeConfig(port),
    requests,
    apply: (...applied) => applied.forEach(apply),
    delete(object) {
      const current = stored(object);
      if (!current) throw new Error(`${object.kind} ${object.metadata.name} is not there`);
      if (!current.metadata.finalizers?.length) store('DELETED', current);
      else
        store('MODIFIED', {
          ...current,
          metadata: { ...current.metadata, deletionTimestamp: '2026-01-02T04:00:00Z' },
        });
    },
    get: (kind, namespaceName, name) =>
      stored({
        kind,
        metadata: { name, ...(namespaceName === undefined ? {} : { namespace: namespaceName }) },
      }),
    serveMeshKinds() {
      for (const [, path] of MESH_COLLECTIONS) serve(path);
    },
    failPatches(count) {
      failing = count;
    },
    refusePatches(path) {
      refused = path;
    },
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

function keyOf({ metadata }: Pick<TestObject, 'metadata'>): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

async function writeKubeConfig(port: number): Promise<string> {
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
  return kubeConfigFile;
}
