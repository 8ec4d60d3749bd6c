import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../objects/kinds.ts';
import type { Deployment } from '../objects/workloads.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { type Controller, isChangeOf, keyOf, type ReconcileKey, splitKey } from './control-loop.ts';
import { deploymentStatus } from './deployment-status.ts';
import { controllerOf, isControlledBy } from './ownership.ts';
import { planDeployment } from './plan-deployment.ts';
import { recordEvent } from './record-event.ts';
import { findNewReplicaSet, REVISION } from './revisions.ts';

const COMPONENT = 'deployment-controller';

function replicaSetsOf(store: MemoryObjectStore, deployment: Deployment) {
  const { namespace = 'default' } = deployment.metadata;
  return store.list(REPLICA_SETS, { namespace }).filter((it) => isControlledBy(it, deployment));
}

function announceScale(
  store: MemoryObjectStore,
  deployment: Deployment,
  name: string,
  from: number,
  to: number,
): void {
  if (from === to) return;
  recordEvent(store, deployment, {
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${to > from ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`,
    component: COMPONENT,
  });
}

/** Executes the plan; true when the new replica set was created. */
function roll(store: MemoryObjectStore, deployment: Deployment): boolean {
  const { namespace = 'default', name } = deployment.metadata;
  const replicaSets = replicaSetsOf(store, deployment);
  const current = findNewReplicaSet(deployment, replicaSets);
  const hasOldPods = store
    .list(PODS, { namespace })
    .some((pod) => replicaSets.some((it) => it !== current && isControlledBy(pod, it)));
  const plan = planDeployment(deployment, replicaSets, hasOldPods);
  if (plan.create !== undefined) {
    const created = store.create(plan.create);
    announceScale(store, deployment, created.metadata.name, 0, created.spec.replicas);
  }
  for (const replicaSet of plan.update) {
    const before = store.get(REPLICA_SETS, namespace, replicaSet.metadata.name)?.spec.replicas ?? 0;
    store.update(replicaSet);
    announceScale(store, deployment, replicaSet.metadata.name, before, replicaSet.spec.replicas);
  }
  for (const replicaSet of plan.delete) store.delete(REPLICA_SETS, namespace, replicaSet.metadata.name);
  if (plan.revision !== undefined) {
    const annotation = { [REVISION]: String(plan.revision) };
    store.modify(DEPLOYMENTS, namespace, name, (it) => ({
      ...it,
      metadata: { ...it.metadata, annotations: { ...it.metadata.annotations, ...annotation } },
    }));
  }
  return plan.create !== undefined;
}

/** Rolls deployments from one template to the next and reports how far they are. */
export function deploymentController(store: MemoryObjectStore): Controller {
  return {
    name: 'deployment',
    initialKeys: () => store.list(DEPLOYMENTS).map(keyOf),
    keysOf: (entry): readonly ReconcileKey[] => {
      const { namespace } = entry.object.metadata;
      if (isChangeOf(entry, DEPLOYMENTS)) return [keyOf(entry.object)];
      if (isChangeOf(entry, REPLICA_SETS)) {
        const owner = controllerOf(entry.object);
        return owner?.kind === 'Deployment' ? [`${namespace}/${owner.name}`] : [];
      }
      // Recreate waits until the last old pod is gone.
      if (!isChangeOf(entry, PODS) || entry.type !== 'DELETED') return [];
      const replicaSet = store.get(REPLICA_SETS, namespace, controllerOf(entry.object)?.name ?? '');
      const owner = replicaSet && controllerOf(replicaSet);
      return owner?.kind === 'Deployment' ? [`${namespace}/${owner.name}`] : [];
    },
    reconcile: (key) => {
      const { namespace, name } = splitKey(key);
      const deployment = store.get(DEPLOYMENTS, namespace, name);
      if (deployment === undefined) return undefined;
      const created = deployment.metadata.deletionTimestamp === undefined && roll(store, deployment);
      const latest = store.get(DEPLOYMENTS, namespace, name);
      if (latest === undefined) return undefined;
      const replicaSets = replicaSetsOf(store, latest);
      const current = findNewReplicaSet(latest, replicaSets);
      const { status, requeueAfterMs } = deploymentStatus({
        deployment: latest,
        current,
        old: replicaSets.filter((it) => it !== current),
        created,
        nowMs: store.now(),
      });
      store.modifyStatus(DEPLOYMENTS, namespace, name, () => status);
      return requeueAfterMs;
    },
  };
}
