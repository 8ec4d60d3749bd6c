import type { ObjectReference, Problem, ProblemCode, Result } from '@mesh-workshop/appmesh';
import { hasErrors } from '@mesh-workshop/appmesh';
import { checkShape } from '@mesh-workshop/appmesh/shapes';
import { isJsonObject } from '@mesh-workshop/json';
import type { Labels } from '@mesh-workshop/label-selector';
import { isObjectKind, OBJECT_KINDS, type ObjectKind } from '../kinds/object-kinds.ts';
import { OBJECT_SHAPES } from '../kinds/object-shapes.ts';
import { type Convertible, convertV1beta1 } from '../v1beta1/convert-v1beta1.ts';
import { documentProblem } from './document-problem.ts';
import { listOf, recordOf, textOf } from './json-record.ts';
import { APP_MESH_GROUP, type KubernetesDocument } from './kubernetes-document.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { parseLabelSelector } from './parse-label-selector.ts';

const V1BETA1 = `${APP_MESH_GROUP}/v1beta1`;
const V1BETA2 = `${APP_MESH_GROUP}/v1beta2`;
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const NO_RENAMES: ReadonlyMap<string, string> = new Map();

/**
 * The objects of a document: one, or for an old virtual service with a router inside two. None for a document of another API
 * group, which is none of our business, and for one that does not say what it is.
 */
export function readDocument(
  document: KubernetesDocument,
  all: readonly KubernetesDocument[],
): Result<readonly KubernetesObject[]> {
  const content = recordOf(document.content);
  const apiVersion = textOf(content.apiVersion) ?? '';
  if (!apiVersion.startsWith(`${APP_MESH_GROUP}/`)) return { value: [], problems: [] };
  const identity = identify(document, apiVersion);
  if (identity.value === undefined) return { value: [], problems: identity.problems };
  const { kind, reference } = identity.value;
  const base = { ...identity.value, document, ...metadataOf(content.metadata) };
  const own: Convertible = {
    kind,
    name: reference.name,
    namespace: reference.namespace ?? '',
    spec: recordOf(content.spec),
    renames: NO_RENAMES,
  };
  const subject = { reference, document, renames: [] };
  const problems: Problem[] = [...identity.problems];
  if (content.spec !== undefined && content.spec !== null && !isJsonObject(content.spec)) {
    problems.push(documentProblem(subject, failure('spec', 'wrong-type', 'must be an object')));
  }
  const converted = apiVersion === V1BETA1 ? convertV1beta1(own, all) : { value: [own], problems: [] };
  problems.push(...converted.problems.map((problem) => documentProblem(subject, problem)));
  for (const part of converted.value) {
    const found = checkSpec(part.kind, part.spec);
    problems.push(
      ...found.map((problem) => documentProblem({ ...subject, renames: [part.renames] }, problem)),
    );
  }
  // A document is used as a whole or not at all.
  const usable = !hasErrors(problems);
  const value = converted.value.map((part): KubernetesObject => ({ ...base, ...part, usable }));
  return { value, problems };
}

interface Identity {
  readonly kind: ObjectKind;
  readonly reference: ObjectReference;
}

function identify(document: KubernetesDocument, apiVersion: string): Result<Identity | undefined> {
  const content = recordOf(document.content);
  const metadata = recordOf(content.metadata);
  const subject = { document, renames: [] };
  const refuse = (path: string, code: ProblemCode, message: string) => ({
    value: undefined,
    problems: [documentProblem(subject, failure(path, code, message))],
  });
  if (apiVersion !== V1BETA1 && apiVersion !== V1BETA2) {
    return refuse(
      'apiVersion',
      'unknown-kind',
      `is ${quote(apiVersion)}; allowed: ${V1BETA2} (and ${V1BETA1})`,
    );
  }
  const { kind } = content;
  if (!isObjectKind(kind)) {
    return refuse(
      'kind',
      'unknown-kind',
      `is ${quote(kind)}; allowed: ${Object.keys(OBJECT_KINDS).join(', ')}`,
    );
  }
  const { name, namespace } = metadata;
  if (textOf(name) === undefined) return refuse('metadata.name', 'missing-member', 'is required');
  if (typeof name !== 'string' || !NAME.test(name)) {
    const form =
      'it must be lower case letters, digits, "-" and ".", and begin and end with a letter or digit';
    return refuse('metadata.name', 'pattern-mismatch', `is ${quote(name)}; ${form}`);
  }
  if (namespace !== undefined && namespace !== null && typeof namespace !== 'string') {
    return refuse('metadata.namespace', 'wrong-type', `must be a string, not ${quote(namespace)}`);
  }
  if (!OBJECT_KINDS[kind].namespaced)
    return { value: { kind, reference: { apiVersion, kind, name } }, problems: [] };
  // As kubectl does when no namespace is given.
  const reference = { apiVersion, kind, namespace: textOf(namespace) ?? 'default', name };
  return { value: { kind, reference }, problems: [] };
}

function metadataOf(input: unknown) {
  const { labels, finalizers, generation, creationTimestamp, deletionTimestamp } = recordOf(input);
  const createdAt = textOf(creationTimestamp);
  const deletedAt = textOf(deletionTimestamp);
  return {
    labels: labelsOf(labels),
    finalizers: listOf(finalizers).filter((name) => typeof name === 'string'),
    ...(typeof generation === 'number' ? { generation } : {}),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(deletedAt === undefined ? {} : { deletedAt }),
  };
}

function labelsOf(input: unknown): Labels {
  const labels = Object.entries(recordOf(input)).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(labels) as Labels;
}

const SELECTORS = ['namespaceSelector', 'podSelector', 'gatewayRouteSelector'];

function checkSpec(kind: ObjectKind, spec: KubernetesObject['spec']): readonly Problem[] {
  const members = Object.entries(spec);
  const placeholders = members.map(([name, value]) => [
    name,
    SELECTORS.includes(name) && value !== null ? {} : value,
  ]);
  const { problems } = checkShape(OBJECT_SHAPES[kind], Object.fromEntries(placeholders), 'spec');
  const selectors = members
    .filter(([name]) => SELECTORS.includes(name) && Object.hasOwn(OBJECT_SHAPES[kind].members, name))
    .flatMap(([name, value]) => parseLabelSelector(value, `spec.${name}`).problems);
  return [...problems, ...selectors, ...(kind === 'Mesh' ? withoutEffect(spec) : [])];
}

function withoutEffect({ meshOwner }: KubernetesObject['spec']): readonly Problem[] {
  if (typeof meshOwner !== 'string') return [];
  const path = 'spec.meshOwner';
  const message = `${path} has no effect: here all meshes have one owner.`;
  return [{ severity: 'warning', code: 'no-effect', path, message }];
}

function failure(path: string, code: ProblemCode, message: string): Problem {
  return { severity: 'error', code, path, message: `${path} ${message}.` };
}

function quote(value: unknown): string {
  return JSON.stringify(value) ?? 'absent';
}
