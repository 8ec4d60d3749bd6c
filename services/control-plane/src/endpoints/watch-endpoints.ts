import type { KubeConfig } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import { Feed } from '../feed.ts';
import { watchObjects } from '../kubernetes-client/watch-objects.ts';
import type { EndpointSliceObject, PodObject, ServiceObject } from './kubernetes-objects.ts';
import { readPod } from './read-pod.ts';
import { type ResolvedEndpoints, resolveEndpoints } from './resolve-endpoints.ts';

/** Endpoints that change. */
export interface EndpointsSource {
  /**
   * Undefined until they are known for the first time. Nothing may be published before: to a proxy that is running, endpoints that
   * are not known yet would look like endpoints that are gone.
   */
  current(): ResolvedEndpoints | undefined;
  /** Calls `follower` after every change. */
  follow(follower: () => void): void;
  stop(): Promise<void>;
}

/** Names under the cluster domain have no endpoints, all others are left to DNS. */
function withoutKubernetes(clusterDomain: string): EndpointsSource {
  const none = resolveEndpoints([], [], { clusterDomain, shortNames: false, namespaces: new Set() });
  return { current: () => none, follow: () => undefined, stop: async () => undefined };
}

/**
 * Watches Services, EndpointSlices and Pods of the cluster that the kubeconfig names; without one there are none. Pods, which only Cloud Map's services need, are
 * watched always: were they asked for with the first such virtual node, all proxies would have to wait for the answer. That is
 * cheap: of a pod little is kept, and a change of anything else in it is none.
 */
export function watchEndpoints(options: {
  readonly kubeConfig: KubeConfig | undefined;
  readonly clusterDomain: string;
  readonly logger: Logger;
}): EndpointsSource {
  const { kubeConfig, clusterDomain, logger } = options;
  if (kubeConfig === undefined) return withoutKubernetes(clusterDomain);
  const feed = new Feed();
  // Namespaces are only ever added: a hostname must not stop being a cluster name because a namespace is empty for a while.
  const namespaces = new Set<string>();
  let resolved: ResolvedEndpoints | undefined;
  const onChange = () => {
    resolved = undefined;
    feed.tell();
  };
  const services = watchObjects<ServiceObject>({ kubeConfig, path: '/api/v1/services', logger, onChange });
  const slices = watchObjects<EndpointSliceObject>({
    kubeConfig,
    path: '/apis/discovery.k8s.io/v1/endpointslices',
    logger,
    onChange,
  });
  const pods = watchObjects({
    kubeConfig,
    path: '/api/v1/pods',
    read: (object: PodObject) => readPod(object),
    logger,
    onChange,
  });

  return {
    current() {
      const knownServices = services.current();
      const knownSlices = slices.current();
      const knownPods = pods.current();
      if (!knownServices || !knownSlices || !knownPods) return undefined;
      for (const { metadata } of knownServices) namespaces.add(metadata?.namespace ?? '');
      const names = { clusterDomain, shortNames: true, namespaces: new Set(namespaces) };
      resolved ??= resolveEndpoints(knownServices, knownSlices, names, knownPods);
      return resolved;
    },
    follow: (follower) => feed.follow(follower),
    async stop() {
      await Promise.all([services.stop(), slices.stop(), pods.stop()]);
    },
  };
}
