import type { Problem } from '@mesh-workshop/appmesh';
import { selects } from '@mesh-workshop/appmesh';
import type { LabelSelector, Labels } from '@mesh-workshop/label-selector';
import { describeSelector } from '../document/describe-selector.ts';
import { recordOf, textOf } from '../document/json-record.ts';
import type { KubernetesNamespace } from '../document/kubernetes-document.ts';
import type { KubernetesObject } from '../document/kubernetes-object.ts';
import { parseLabelSelector } from '../document/parse-label-selector.ts';

/** Something that was to be chosen: it, or why it could not be. */
export interface Selection {
  readonly value?: KubernetesObject;
  readonly problem?: Problem;
}

/** The labels of a namespace. Kubernetes puts its name among them; a file need not. */
export function namespaceLabels(namespaces: readonly KubernetesNamespace[], name: string): Labels {
  const { labels = {} } = namespaces.find((namespace) => namespace.name === name) ?? {};
  return { 'kubernetes.io/metadata.name': name, ...labels };
}

/** The selector in a spec; undefined if there is none, or a wrong one. */
export function selectorOf({ spec }: KubernetesObject, member: string): LabelSelector | undefined {
  return parseLabelSelector(spec[member], member).value;
}

/** The mesh that an object belongs to: the one it already names, or the only one that selects its namespace. */
export function selectMesh(
  object: KubernetesObject,
  meshes: readonly KubernetesObject[],
  namespaces: readonly KubernetesNamespace[],
): Selection {
  const named = textOf(recordOf(object.spec.meshRef).name);
  if (named !== undefined) return findNamed(named, meshes);
  const labels = namespaceLabels(namespaces, object.namespace);
  const candidates = meshes.filter((mesh) => selects(selectorOf(mesh, 'namespaceSelector'), labels));
  const [mesh] = candidates;
  if (mesh === undefined || candidates.length > 1) {
    return { problem: notSelected(object.namespace, candidates, meshes) };
  }
  return isTooLate(object, mesh) ? { problem: beingDeleted(object, mesh) } : { value: mesh };
}

/** An object that was made when its mesh was already going. Those that were there before stay until they are deleted. */
export function isTooLate(object: KubernetesObject, owner: KubernetesObject): boolean {
  if (owner.deletedAt === undefined || object.createdAt === undefined) return false;
  return Date.parse(object.createdAt) > Date.parse(owner.deletedAt);
}

function findNamed(name: string, meshes: readonly KubernetesObject[]): Selection {
  const value = meshes.find((mesh) => mesh.name === name);
  if (value !== undefined) return { value };
  const known =
    meshes.length === 0
      ? 'there is no Mesh object'
      : `there are: ${meshes.map((mesh) => mesh.name).join(', ')}`;
  const message = `spec.meshRef is ${JSON.stringify(name)}, a Mesh that does not exist; ${known}.`;
  return { problem: { severity: 'error', code: 'missing-reference', path: 'spec.meshRef', message } };
}

function notSelected(
  namespace: string,
  candidates: readonly KubernetesObject[],
  meshes: readonly KubernetesObject[],
): Problem {
  const base = { severity: 'error', code: 'mesh-selection', path: 'metadata.namespace' } as const;
  if (candidates.length > 1) {
    const names = candidates.map((mesh) => mesh.name).join(', ');
    const fix = 'Change their spec.namespaceSelector so that only one selects it.';
    const found = `expecting 1 but found ${candidates.length}: ${names}`;
    return {
      ...base,
      message: `found multiple matching meshes for namespace: ${namespace}, ${found}. ${fix}`,
    };
  }
  const fix =
    meshes.length === 0
      ? 'Create a Mesh with a spec.namespaceSelector.'
      : `Label the namespace as one of them asks for: ${meshes.map(describeMesh).join('; ')}.`;
  return {
    ...base,
    message: `failed to find matching mesh for namespace: ${namespace}, expecting 1 but found 0. ${fix}`,
  };
}

function describeMesh(mesh: KubernetesObject): string {
  const selector = selectorOf(mesh, 'namespaceSelector');
  const selected =
    selector === undefined ? 'nothing (it has no spec.namespaceSelector)' : describeSelector(selector);
  return `Mesh ${mesh.name} selects ${selected}`;
}

function beingDeleted(object: KubernetesObject, mesh: KubernetesObject): Problem {
  const message = `unable to create new content in mesh ${mesh.name} because it is being terminated. Delete ${object.kind} ${object.name}, and create it again when the mesh is back.`;
  return { severity: 'error', code: 'being-deleted', path: 'metadata.namespace', message };
}
