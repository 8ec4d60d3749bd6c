import type { ObjectReference, Problem, Result } from '@mesh-workshop/appmesh';
import { documentProblem, orderProblems } from '../document/document-problem.ts';
import { type JsonRecord, recordOf, textOf } from '../document/json-record.ts';
import { APP_MESH_GROUP, describeObject, type KubernetesDocument } from '../document/kubernetes-document.ts';
import { type KubernetesObject, objectKey } from '../document/kubernetes-object.ts';
import type { Renames } from '../document/member-path.ts';
import { readDocument } from '../document/read-document.ts';
import type { ObjectKind } from '../kinds/object-kinds.ts';
import { resolveKubernetesResources } from '../resolve/resolve-kubernetes-resources.ts';
import { type Convertible, convertV1beta1 } from './convert-v1beta1.ts';
import { type GivenObjects, givenObjects, V1BETA1 } from './given-objects.ts';

/** A whole object of v1beta2, made of a document of v1beta1. */
export interface ConvertedObject {
  readonly content: JsonRecord;
  /** From paths in `content` to paths in the document. */
  readonly renames: Renames;
}

/**
 * Documents of v1beta1 as objects of v1beta2, in the order of the documents: one object, or for a virtual service with a router
 * inside two. `undefined` for every other document: it stays as it is. The problems are errors, which leave their document as it is
 * too, and warnings about what was decided. What is only named and not given is no error.
 */
export function convertDocuments(
  documents: readonly KubernetesDocument[],
): Result<readonly (readonly ConvertedObject[] | undefined)[]> {
  const problems: Problem[] = findErrors(documents);
  const given = givenObjects(documents);
  const makers = new Map<string, ObjectReference>();
  const value = documents.map((document) => {
    if (recordOf(document.content).apiVersion !== V1BETA1) return undefined;
    const [object] = readDocument(document, documents).value;
    if (object === undefined) return undefined;
    const { reference } = object;
    const own: Convertible = {
      kind: reference.kind as ObjectKind,
      name: reference.name,
      namespace: reference.namespace ?? '',
      spec: recordOf(recordOf(document.content).spec),
      renames: new Map(),
    };
    const { value: parts, decisions } = convertV1beta1(own, documents);
    const membership = chooseMembership(own, document, given);
    problems.push(
      ...[...decisions, ...membership.decisions, ...describeLeftOut(document)].map((problem) =>
        documentProblem({ reference, document, renames: [] }, problem),
      ),
    );
    problems.push(...findRivals(parts, object, makers));
    return parts.map((part) => writeObject(part, document, membership.meshRef));
  });
  return { value, problems: orderProblems(problems) };
}

/**
 * Objects that another document becomes too. A document that is there twice is no mistake, a folder may well have an object before
 * and after a change; but two virtual services that named one router would each overwrite the other's routes.
 */
function findRivals(
  parts: readonly Convertible[],
  { document, reference }: KubernetesObject,
  makers: Map<string, ObjectReference>,
): readonly Problem[] {
  return parts.flatMap(({ kind, namespace, name }) => {
    const key = objectKey(kind, namespace, name);
    const maker = makers.get(key) ?? reference;
    makers.set(key, maker);
    if (maker.kind === reference.kind && maker.name === reference.name) return [];
    const path = kind === 'VirtualRouter' ? 'spec.virtualRouter.name' : 'metadata.name';
    const message = `${path}: this becomes ${kind} ${namespace}/${name}, and so does ${describeObject(maker)}. Give them different names.`;
    const problem = { severity: 'error', code: 'duplicate', path, message } as const;
    return [documentProblem({ reference, document, renames: [] }, problem)];
  });
}

/** What depends on more than the document, or on what this control plane can do. */
const NOT_OF_THE_DOCUMENT = [
  'duplicate',
  'mesh-selection',
  'missing-parent',
  'missing-reference',
  'unsupported',
];

/** Where an object says something that v1beta1 does not have. References to what is not given are for whoever has everything. */
function findErrors(documents: readonly KubernetesDocument[]): Problem[] {
  const unidentified = documents.flatMap((document) => {
    const apiVersion = textOf(recordOf(document.content).apiVersion) ?? '';
    const isNewest = apiVersion === `${APP_MESH_GROUP}/v1beta2`;
    return isNewest ? [] : readDocument(document, documents).problems;
  });
  const resolved = resolveKubernetesResources(documents, []).problems.filter(({ object }) => {
    return object?.apiVersion === V1BETA1;
  });
  return [...unidentified, ...resolved].filter(({ severity, code }) => {
    return severity === 'error' && !NOT_OF_THE_DOCUMENT.includes(code);
  });
}

/** Whether an object must go on naming its mesh, because its namespace alone does not say it. */
function chooseMembership(
  { kind, namespace, spec }: Convertible,
  document: KubernetesDocument,
  given: GivenObjects,
) {
  const decisions: Problem[] = [];
  const decide = (path: string, message: string) => {
    decisions.push({ severity: 'warning', code: 'replaced-member', path, message: `${path}: ${message}` });
  };
  if (kind === 'Mesh') return { meshRef: 'left out', decisions } as const;
  if (textOf(recordOf(recordOf(document.content).metadata).namespace) === undefined) {
    decide(
      'metadata.namespace',
      'is not there. The names in App Mesh are those of namespace default, where kubectl puts such objects; write the namespace if it is another one.',
    );
  }
  const meshName = textOf(spec.meshName);
  if (meshName === undefined) return { meshRef: 'left out', decisions } as const;
  const meshes = new Set(
    given.objects.filter((other) => other.namespace === namespace).flatMap((other) => other.meshName ?? []),
  );
  if (meshes.size > 1) {
    decide(
      'spec.meshName',
      `namespace ${namespace} has objects of ${meshes.size} meshes (${[...meshes].sort().join(', ')}), today it belongs to one. spec.meshRef is kept, which this control plane understands; better give each mesh a namespace.`,
    );
    return { meshRef: 'kept', decisions } as const;
  }
  const mesh = given.objects.find((other) => other.kind === 'Mesh' && other.name === meshName);
  if (mesh === undefined || !mesh.isOld) {
    const why = mesh === undefined ? 'was not given' : 'is of v1beta2 already';
    decide(
      'spec.meshName',
      `left out, and Mesh ${meshName} ${why}. Its spec.namespaceSelector has to select namespace ${namespace}.`,
    );
  }
  return { meshRef: 'left out', decisions } as const;
}

/** What a Kubernetes API writes into an object, and nobody else does. */
const WRITTEN_BY_THE_API = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function writeObject(
  part: Convertible,
  document: KubernetesDocument,
  meshRef: 'kept' | 'left out',
): ConvertedObject {
  const { metadata } = recordOf(document.content);
  const { meshRef: named, ...spec } = part.spec;
  const { awsName, ...rest } = spec;
  return {
    content: {
      apiVersion: `${APP_MESH_GROUP}/v1beta2`,
      kind: part.kind,
      metadata: writeMetadata(recordOf(metadata), part.name),
      spec: {
        ...(awsName === undefined ? {} : { awsName }),
        ...(meshRef === 'kept' && named !== undefined ? { meshRef: named } : {}),
        ...part.selectors,
        ...rest,
      },
    },
    renames: part.renames,
  };
}

function writeMetadata(metadata: JsonRecord, name: string): JsonRecord {
  const annotations = Object.entries(recordOf(metadata.annotations)).filter(([key]) => key !== LAST_APPLIED);
  const members = Object.entries({ ...metadata, name }).flatMap(([key, value]): [string, unknown][] => {
    if (WRITTEN_BY_THE_API.includes(key)) return [];
    // Those of the old controller would keep the object from ever going away.
    if (key === 'finalizers') return [];
    if (key !== 'annotations') return [[key, value]];
    return annotations.length === 0 ? [] : [[key, Object.fromEntries(annotations)]];
  });
  return Object.fromEntries(members);
}

function describeLeftOut({ content }: KubernetesDocument): readonly Problem[] {
  const { metadata, status } = recordOf(content);
  const found = [...WRITTEN_BY_THE_API, 'finalizers'].filter((key) => recordOf(metadata)[key] !== undefined);
  const left = [
    ...found.map((key) => `metadata.${key}`),
    ...(recordOf(recordOf(metadata).annotations)[LAST_APPLIED] === undefined
      ? []
      : [`the annotation ${LAST_APPLIED}`]),
    ...(status === undefined ? [] : ['status']),
  ];
  if (left.length === 0) return [];
  const message = `metadata: ${left.join(', ')} left out: that is the API's to write, not a manifest's.`;
  return [{ severity: 'warning', code: 'replaced-member', path: 'metadata', message }];
}
