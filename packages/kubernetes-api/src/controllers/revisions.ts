import { createHash } from 'node:crypto';
import { canonicalJson, jsonEqual } from '@mesh-workshop/json';
import type { PodTemplate } from '../objects/pod.ts';
import type { Deployment, ReplicaSet } from '../objects/workloads.ts';

/** Where `kubectl rollout history` finds the number of a revision. */
export const REVISION = 'deployment.kubernetes.io/revision';
/** Which replica set's pods a pod belongs to. */
export const TEMPLATE_HASH = 'pod-template-hash';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

function withoutHash(template: PodTemplate): PodTemplate {
  const { [TEMPLATE_HASH]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** Ten letters and digits that are equal for equal templates. */
export function templateHash(template: PodTemplate): string {
  const digest = createHash('sha256')
    .update(canonicalJson(withoutHash(template)))
    .digest();
  return [...digest.subarray(0, 10)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** The revision of a replica set; 0 when it has none. */
function revisionOf(replicaSet: ReplicaSet): number {
  return Number(replicaSet.metadata.annotations?.[REVISION] ?? 0) || 0;
}

/** The replica set of the deployment's present template: the oldest one with an equal template. */
export function findNewReplicaSet(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const wanted = withoutHash(deployment.spec.template);
  return [...replicaSets]
    .sort((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp))
    .find((it) => jsonEqual(withoutHash(it.spec.template), wanted));
}

/** The revision that the new replica set gets: above all old ones, or the one it has when that is already so. */
export function nextRevision(current: ReplicaSet | undefined, old: readonly ReplicaSet[]): number {
  return Math.max(current === undefined ? 0 : revisionOf(current), Math.max(0, ...old.map(revisionOf)) + 1);
}

/** What a replica set takes over from its deployment, so that history shows the change cause. */
export function replicaSetAnnotations(
  deployment: Deployment,
  revision: number,
): Readonly<Record<string, string>> {
  const {
    [LAST_APPLIED]: _applied,
    [REVISION]: _revision,
    ...copied
  } = deployment.metadata.annotations ?? {};
  return { ...copied, [REVISION]: String(revision) };
}

/** Old, empty replica sets beyond the history limit, oldest revision first. */
export function outdatedReplicaSets(
  deployment: Deployment,
  old: readonly ReplicaSet[],
): readonly ReplicaSet[] {
  const empty = old.filter(
    (it) =>
      it.spec.replicas === 0 &&
      (it.status?.replicas ?? 0) === 0 &&
      it.status?.observedGeneration === it.metadata.generation &&
      it.metadata.deletionTimestamp === undefined,
  );
  const excess = empty.length - (deployment.spec.revisionHistoryLimit ?? 10);
  return excess <= 0 ? [] : [...empty].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, excess);
}
