import type { Pod } from '@mesh-workshop/kubernetes-api';

/** The parts of a pod that are stored and shown, but do nothing on the local target; said once, as an event. */
export function listUnsupported({ spec }: Pick<Pod, 'spec'>): readonly string[] {
  return [
    ...((spec.initContainers ?? []).length > 0 ? ['spec.initContainers are not run'] : []),
    ...spec.containers.flatMap((container) => [
      ...((container.volumeMounts ?? []).length > 0
        ? [`volumeMounts of container ${container.name} are not mounted`]
        : []),
      ...(container.lifecycle === undefined
        ? []
        : [`lifecycle hooks of container ${container.name} are not run`]),
    ]),
  ];
}
