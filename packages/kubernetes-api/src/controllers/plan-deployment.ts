import type { NewObject } from '../objects/kubernetes-object.ts';
import type { Deployment, ReplicaSet } from '../objects/workloads.ts';
import { controllerReference } from './ownership.ts';
import {
  findNewReplicaSet,
  nextRevision,
  outdatedReplicaSets,
  replicaSetAnnotations,
  TEMPLATE_HASH,
  templateHash,
} from './revisions.ts';
import { newReplicaCount, oldReplicaCounts } from './rolling-update.ts';

/** What a deployment needs done to its replica sets. */
export interface DeploymentPlan {
  readonly create: NewObject<ReplicaSet> | undefined;
  /** Replica sets whose replicas, annotations or minReadySeconds change. */
  readonly update: readonly ReplicaSet[];
  readonly delete: readonly ReplicaSet[];
  /** The revision for the deployment's annotation; undefined while it is paused without a replica set. */
  readonly revision: number | undefined;
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

function newReplicaSet(deployment: Deployment, replicas: number, revision: number): NewObject<ReplicaSet> {
  const { template, selector, minReadySeconds } = deployment.spec;
  const { name, namespace } = deployment.metadata;
  const hash = templateHash(template);
  const labels = { ...template.metadata?.labels, [TEMPLATE_HASH]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: replicaSetAnnotations(deployment, revision),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [TEMPLATE_HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

function scaled(replicaSet: ReplicaSet, replicas: number): ReplicaSet {
  return { ...replicaSet, spec: { ...replicaSet.spec, replicas } };
}

/** The wanted replicas of each set by the deployment's strategy. */
function wantedCounts(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
  hasOldPods: boolean,
): ReadonlyMap<string, number> {
  const { replicas, paused, strategy } = deployment.spec;
  const active = [...old, ...(current === undefined ? [] : [current])].filter((it) => it.spec.replicas > 0);
  if (paused === true) {
    // Nothing rolls, but scaling goes on where it can mean only one set.
    const only = active.length === 1 ? active[0] : active.length === 0 ? current : undefined;
    return new Map(only === undefined ? [] : [[only.metadata.name, replicas]]);
  }
  if (current === undefined) return new Map();
  if (strategy.type === 'Recreate') {
    const counts = new Map(old.map((it) => [it.metadata.name, 0]));
    if (!hasOldPods && old.every((it) => it.spec.replicas === 0)) counts.set(current.metadata.name, replicas);
    return counts;
  }
  const next = newReplicaCount(deployment, current.spec.replicas, old);
  // One step at a time, as the status of a set that was just scaled says nothing yet.
  if (next !== current.spec.replicas) return new Map([[current.metadata.name, next]]);
  return oldReplicaCounts(deployment, current, old);
}

/**
 * Decides the next step of a rollout. `replicaSets` are those the deployment controls; `hasOldPods` says whether a pod of an old
 * template is still there, terminating ones included (Recreate waits for it).
 */
export function planDeployment(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  hasOldPods: boolean,
): DeploymentPlan {
  const current = findNewReplicaSet(deployment, replicaSets);
  const old = replicaSets.filter((it) => it !== current);
  const { paused, minReadySeconds, strategy } = deployment.spec;
  const revision = nextRevision(current, old);
  if (current === undefined && paused !== true) {
    const oldActive = old.some((it) => it.spec.replicas > 0);
    const first =
      strategy.type === 'Recreate' && (hasOldPods || oldActive) ? 0 : newReplicaCount(deployment, 0, old);
    // The old ones move in the next step, which the new one's arrival brings about.
    return {
      create: newReplicaSet(deployment, first, revision),
      update: [],
      delete: [],
      revision,
      current,
      old,
    };
  }
  const counts = wantedCounts(deployment, current, old, hasOldPods);
  const update = replicaSets.map((it) => {
    const next = scaled(it, counts.get(it.metadata.name) ?? it.spec.replicas);
    if (it !== current || paused === true) return next;
    return {
      ...next,
      metadata: { ...next.metadata, annotations: replicaSetAnnotations(deployment, revision) },
      spec: { ...next.spec, ...(minReadySeconds === undefined ? {} : { minReadySeconds }) },
    };
  });
  return {
    create: undefined,
    update,
    delete: paused === true ? [] : outdatedReplicaSets(deployment, old),
    revision: current === undefined ? undefined : revision,
    current,
    old,
  };
}
