import { PODS } from '../objects/kinds.ts';
import type { ContainerRef } from '../pod-runtime.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { badRequest, notFound } from '../store/refusals.ts';

/** The container a request for logs or exec means. Throws NotFound for the pod, BadRequest for the container. */
export function resolveContainer(
  store: ObjectStore,
  namespace: string,
  podName: string,
  container: string | null,
): ContainerRef {
  const pod = store.get(PODS, namespace, podName);
  if (pod === undefined) throw notFound(PODS, podName);
  const names = pod.spec.containers.map((it) => it.name);
  const all = [...names, ...(pod.spec.initContainers ?? []).map((it) => it.name)];
  const [only = ''] = names;
  if (container === null || container === '') {
    if (names.length === 1) return { namespace, pod: podName, container: only };
    throw badRequest(
      `a container name must be specified for pod ${podName}, choose one of: [${names.join(' ')}]`,
    );
  }
  if (all.includes(container)) return { namespace, pod: podName, container };
  throw badRequest(
    `container ${container} is not valid for pod ${podName}, choose one of: [${all.join(' ')}]`,
  );
}
