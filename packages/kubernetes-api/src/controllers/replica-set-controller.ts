import { PODS, REPLICA_SETS } from '../objects/kinds.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { type Controller, isChangeOf, keyOf, type ReconcileKey, splitKey } from './control-loop.ts';
import { createPods, RETRY_REFUSED_MS } from './create-pods.ts';
import { controllerOf, controllerReference } from './ownership.ts';
import { activePodsOf, planReplicaSet, replicaSetStatus } from './plan-replica-set.ts';
import { recordEvent } from './record-event.ts';

const COMPONENT = 'replicaset-controller';

/** Creates and deletes pods until each replica set has as many as it wants. */
export function replicaSetController(store: MemoryObjectStore): Controller {
  return {
    name: 'replica set',
    initialKeys: () => store.list(REPLICA_SETS).map(keyOf),
    keysOf: (entry): readonly ReconcileKey[] => {
      if (isChangeOf(entry, REPLICA_SETS)) return [keyOf(entry.object)];
      if (!isChangeOf(entry, PODS)) return [];
      const { namespace } = entry.object.metadata;
      const owner = controllerOf(entry.object);
      if (owner?.kind === 'ReplicaSet') return [`${namespace}/${owner.name}`];
      // A pod without a controller may be adopted by, or just have been released from, any of them.
      return owner === undefined && namespace !== undefined
        ? store.list(REPLICA_SETS, { namespace }).map(keyOf)
        : [];
    },
    reconcile: (key) => {
      const { namespace, name } = splitKey(key);
      const replicaSet = store.get(REPLICA_SETS, namespace, name);
      if (replicaSet === undefined) return undefined;
      const plan = planReplicaSet(replicaSet, store.list(PODS, { namespace }));
      for (const pod of plan.releasePods) {
        store.update({
          ...pod,
          metadata: {
            ...pod.metadata,
            ownerReferences: (pod.metadata.ownerReferences ?? []).filter(
              (it) => it.uid !== replicaSet.metadata.uid,
            ),
          },
        });
      }
      for (const pod of plan.adoptPods) {
        const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controllerReference(replicaSet)];
        store.update({ ...pod, metadata: { ...pod.metadata, ownerReferences } });
      }
      const { template } = replicaSet.spec;
      const refusal = createPods(store, replicaSet, {
        template,
        count: plan.createCount,
        component: COMPONENT,
      });
      for (const pod of plan.deletePods) {
        store.delete(PODS, namespace, pod.metadata.name);
        const message = `Deleted pod: ${pod.metadata.name}`;
        recordEvent(store, replicaSet, {
          type: 'Normal',
          reason: 'SuccessfulDelete',
          message,
          component: COMPONENT,
        });
      }
      const active = activePodsOf(replicaSet, store.list(PODS, { namespace }));
      const { status, requeueAfterMs } = replicaSetStatus({ replicaSet, active, refusal }, store.now());
      store.modifyStatus(REPLICA_SETS, namespace, name, () => status);
      return refusal === undefined ? requeueAfterMs : RETRY_REFUSED_MS;
    },
  };
}
