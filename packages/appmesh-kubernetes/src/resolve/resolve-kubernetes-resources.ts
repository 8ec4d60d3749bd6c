import { type Problem, type Result, resourceId } from '@mesh-workshop/appmesh';
import { orderProblems } from '../document/document-problem.ts';
import type { KubernetesDocument, KubernetesNamespace } from '../document/kubernetes-document.ts';
import { objectKey } from '../document/kubernetes-object.ts';
import { orderDocuments } from '../document/order-documents.ts';
import { readDocument } from '../document/read-document.ts';
import { buildResources, type KubernetesResource } from './build-resources.ts';
import { distinctObjects, type PlacedObject, placeObjects } from './place-objects.ts';

/** All that a set of documents defines. */
export interface KubernetesResolution {
  /** What the documents define, in order of id: everything that has no error of its own. */
  readonly resources: readonly KubernetesResource[];
  /** Every object that could be identified, with its place, even if it is broken. For status, finalizers and injection. */
  readonly objects: readonly PlacedObject[];
}

/**
 * From documents to resources: read, convert, place in a mesh, resolve references, check as the API would. Documents of other API
 * groups are passed over. A broken object gives problems and no resource; all others are not touched by it. What does not
 * exist (yet) is named all the same, so the order of documents, in a list or in time, never matters.
 */
export function resolveKubernetesResources(
  documents: readonly KubernetesDocument[],
  namespaces: readonly KubernetesNamespace[],
): Result<KubernetesResolution> {
  const ordered = orderDocuments(documents);
  const read = ordered.map((document) => readDocument(document, ordered));
  const distinct = distinctObjects(read.flatMap(({ value }) => value));
  const placed = placeObjects(distinct.value, namespaces);
  const index = new Map(
    placed.value.map((item) => {
      const { kind, namespace, name } = item.object;
      return [objectKey(kind, namespace, name), item];
    }),
  );
  const built = placed.value.map((item) => buildResources(index, item));
  const problems = [...read, distinct, placed, ...built].flatMap((stage) => stage.problems);
  const resources = built.flatMap(({ value }) => value);
  return {
    value: { resources: [...resources].sort(byId), objects: placed.value },
    problems: orderProblems(withResourceIds(problems, placed.value)),
  };
}

function byId(a: KubernetesResource, b: KubernetesResource): number {
  return resourceId(a.key) < resourceId(b.key) ? -1 : 1;
}

/** Says of each problem which resource its object defines, where it has a place at all. */
function withResourceIds(problems: readonly Problem[], placed: readonly PlacedObject[]): readonly Problem[] {
  const ids = new Map(
    // An old virtual service is two objects; the first one, the service, speaks for it.
    [...placed]
      .reverse()
      .flatMap(({ object, key }) =>
        key === undefined ? [] : [[object.reference, resourceId(key)] as const],
      ),
  );
  return problems.map((problem) => {
    const resource = problem.resource ?? (problem.object === undefined ? undefined : ids.get(problem.object));
    return resource === undefined ? problem : { ...problem, resource };
  });
}
