import type { Logger } from 'pino';
import { loadKubeConfig } from '../kubernetes-client/kubernetes-request.ts';
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
  stop(): Promise<void>;
}

/** Without a Kubernetes API: names under the cluster domain have no endpoints, all others are left to DNS. */
export function withoutKubernetes(clusterDomain: string): EndpointsSource {
  const none = resolveEndpoints([], [], { clusterDomain, shortNames: false, namespaces: new Set() });
  return { current: () => none, stop: async () => undefined };
}

/**
 * Watches Services, EndpointSlices and Pods of the cluster that the kubeconfig names. Pods, which only Cloud Map's services need, are
 * watched always: were they asked for with the first such virtual node, all proxies would have to wait for the answer. That is
 * cheap: of a pod little is kept, and a change of anything else in it is none.
 */
export function watchEndpoints(options: {
  readonly kubeConfigFile: string;
  readonly clusterDomain: string;
  readonly logger: Logger;
  onChange(): void;
}): EndpointsSource {
  const { clusterDomain, logger } = options;
  const kubeConfig = loadKubeConfig(options.kubeConfigFile);
  // Namespaces are only ever added: a hostname must not stop being a cluster name because a namespace is empty for a while.
  const namespaces = new Set<string>();
  let resolved: ResolvedEndpoints | undefined;
  const onChange = () => {
    resolved = undefined;
    options.onChange();
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
    async stop() {
      await Promise.all([services.stop(), slices.stop(), pods.stop()]);
    },
  };
}
