import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createBearerToken } from './access/bearer-token.ts';
import type { ApiAccess } from './access/kubeconfig.ts';
import { issueServerCertificate } from './access/server-certificate.ts';
import { createApiServer } from './http/api-server.ts';
import { SERVICES } from './objects/kinds.ts';
import type { Pod } from './objects/pod.ts';
import type { PodRuntime } from './pod-runtime.ts';
import { builtInResources } from './resources/built-in-resources.ts';
import {
  CUSTOM_RESOURCE_DEFINITION_RESOURCE,
  followCustomResourceDefinitions,
} from './resources/custom-resource-definitions.ts';
import type { ResourceDefinition } from './resources/resource-definition.ts';
import { ResourceRegistry } from './resources/resource-registry.ts';
import { AppliedConfigurations } from './store/applied-configurations.ts';
import { MemoryObjectStore } from './store/memory-object-store.ts';

/** A running API. */
export interface KubernetesApi extends ApiAccess {
  readonly port: number;
  readonly store: MemoryObjectStore;
  /** Ends watches and sessions, then stops listening. */
  close(): Promise<void>;
}

/** How to start the API. */
export interface KubernetesApiOptions {
  /** A loopback address. */
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** `gitVersion`, `v<major>.<minor>.<patch>+<who>`. */
  readonly version?: string;
  /** Logs and exec; without it both are answered with 501. */
  readonly podRuntime?: PodRuntime;
  /** Kinds beside the built-in ones. */
  readonly resources?: readonly ResourceDefinition[];
  /** What to answer to `kubectl port-forward`, which needs SPDY framing. */
  readonly portForwardHint?: string;
  /** spec.nodeName of every pod. Default 'local'. */
  readonly nodeName?: string;
  /** Changes every pod before it is stored for the first time, as a mutating admission webhook does (a sidecar, for instance). */
  readonly admitPod?: (pod: Pod) => Pod;
  /** Epoch milliseconds. Default: the system's. */
  readonly clock?: () => number;
}

const NAMESPACES_AT_START = ['default', 'kube-system'];

/**
 * Starts a Kubernetes API with an empty store and the namespaces default and kube-system. It speaks TLS, and serves who sends the token that it made at its
 * start. Rejects when the port is taken.
 */
export async function createKubernetesApi(options: KubernetesApiOptions): Promise<KubernetesApi> {
  const clock = options.clock ?? Date.now;
  const registry = new ResourceRegistry([]);
  const store = new MemoryObjectStore(registry, clock);
  const context = {
    nodeName: options.nodeName ?? 'local',
    clock,
    services: () => store.list(SERVICES),
    admitPod: options.admitPod ?? ((pod: Pod) => pod),
  };
  for (const definition of [
    ...builtInResources(context),
    CUSTOM_RESOURCE_DEFINITION_RESOURCE,
    ...(options.resources ?? []),
  ]) {
    registry.add(definition);
  }
  for (const name of NAMESPACES_AT_START) {
    store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  const applied = new AppliedConfigurations();
  const stopForgetting = store.watchAll(({ type, object }) => {
    if (type === 'DELETED') applied.forget(object.metadata.uid);
  });
  const stopDefinitions = followCustomResourceDefinitions(store, clock);
  const { certificateAuthority, ...certificate } = await issueServerCertificate(options.host, clock());
  const token = createBearerToken();
  const { server, closeConnections } = createApiServer(certificate, {
    token,
    store,
    applied,
    version: options.version ?? 'v1.34.0+subset',
    clock,
    podRuntime: options.podRuntime,
    portForwardHint:
      options.portForwardHint ?? 'port-forward needs SPDY framing, which this API does not speak',
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://${options.host}:${port}`,
    certificateAuthority,
    token,
    port,
    store,
    close: async () => {
      stopForgetting();
      stopDefinitions();
      const closed = once(server, 'close');
      server.close();
      closeConnections();
      await closed;
    },
  };
}
