import { randomBytes, randomUUID } from 'node:crypto';
import { jsonEqual } from '@mesh-workshop/json';
import type { KubernetesObject, ObjectMeta } from '../objects/kubernetes-object.ts';

/** Without vowels and look-alikes, so that no words come out; the alphabet Kubernetes uses. */
const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Random letters and digits for the end of a generated name. */
function randomNameSuffix(length = 5): string {
  return [...randomBytes(length)].map((byte) => SUFFIX_ALPHABET[byte % SUFFIX_ALPHABET.length]).join('');
}

/** RFC 3339 in whole seconds, as metadata and status carry it. */
export function formatTime(epochMs: number): string {
  return new Date(Math.floor(epochMs / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** The members of metadata that clients decide. */
function clientMetadata(metadata: Partial<ObjectMeta>): Partial<ObjectMeta> {
  const { name, namespace, generateName, labels, annotations, ownerReferences, finalizers } = metadata;
  return {
    ...(name === undefined ? {} : { name }),
    ...(generateName === undefined ? {} : { generateName }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(isEmpty(labels) ? {} : { labels }),
    ...(isEmpty(annotations) ? {} : { annotations }),
    ...(isEmpty(ownerReferences) ? {} : { ownerReferences }),
    ...(isEmpty(finalizers) ? {} : { finalizers }),
  } as Partial<ObjectMeta>;
}

function isEmpty(value: object | null | undefined): boolean {
  return value === undefined || value === null || Object.keys(value).length === 0;
}

/** Metadata of a new object; resourceVersion is set by the store when it commits. */
export function newMetadata(metadata: Partial<ObjectMeta>, namespaced: boolean, nowMs: number): ObjectMeta {
  const { namespace, ...given } = clientMetadata(metadata);
  return {
    ...given,
    name: metadata.name ?? `${metadata.generateName ?? ''}${randomNameSuffix()}`,
    ...(namespaced ? { namespace: namespace ?? 'default' } : {}),
    uid: randomUUID(),
    resourceVersion: '',
    generation: 1,
    creationTimestamp: formatTime(nowMs),
  };
}

/** Metadata after an update: what clients decide comes from `next`, the rest stays. */
export function updatedMetadata(current: ObjectMeta, next: Partial<ObjectMeta>): ObjectMeta {
  const { labels, annotations, ownerReferences, finalizers } = clientMetadata(next);
  const {
    labels: _labels,
    annotations: _annotations,
    ownerReferences: _owners,
    finalizers: _finalizers,
    ...kept
  } = current;
  return {
    ...kept,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
    ...(finalizers === undefined ? {} : { finalizers }),
  };
}

/** Whether anything but metadata and status differs: what `metadata.generation` counts. */
export function isSpecChange(a: KubernetesObject, b: KubernetesObject): boolean {
  const { metadata: _m1, status: _s1, ...restA } = a;
  const { metadata: _m2, status: _s2, ...restB } = b;
  return !jsonEqual(restA, restB);
}
