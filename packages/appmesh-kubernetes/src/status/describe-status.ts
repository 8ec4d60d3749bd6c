import type { ObjectReference, Problem } from '@mesh-workshop/appmesh';
import { type ArnScope, resourceArn, resourceId } from '@mesh-workshop/appmesh';
import { canonicalJson } from '@mesh-workshop/json';
import { listOf, recordOf, textOf } from '../document/json-record.ts';
import type { KubernetesDocument } from '../document/kubernetes-document.ts';
import { OBJECT_KINDS, type ObjectKind } from '../kinds/object-kinds.ts';
import type { KubernetesResource } from '../resolve/build-resources.ts';
import type { PlacedObject } from '../resolve/place-objects.ts';
import type { KubernetesResolution } from '../resolve/resolve-kubernetes-resources.ts';

/** A condition in the status of an object. */
export interface StatusCondition {
  /** `MeshActive`, `VirtualNodeActive`, ... */
  readonly type: string;
  readonly status: 'True' | 'False';
  /** RFC 3339; when `status` was last another one. */
  readonly lastTransitionTime: string;
  /** The code of the first problem in one word, `MissingReference`; errors come before warnings. */
  readonly reason?: string;
  /** All problems. Of a condition that is True these are warnings. */
  readonly message?: string;
}

/** The status that an object should have, to be merged into the one it has. */
export interface ObjectStatus {
  readonly object: ObjectReference;
  readonly document: KubernetesDocument;
  /** `conditions`, `observedGeneration`, and the ARNs of what the object defines. */
  readonly status: Readonly<Record<string, unknown>>;
  /** False when the object has this status already, so that writing it would only make noise. */
  readonly changed: boolean;
}

/**
 * The status of every object: what is wrong with it, and whether it is active, which it is when its resources are there and none of that
 * is an error. `problems` are those of `resolveKubernetesResources` and of all later stages, about an object or a resource of it.
 */
export function describeStatus(
  { resources, objects }: KubernetesResolution,
  problems: readonly Problem<string>[],
  { scope, now }: { readonly scope: ArnScope; readonly now: string },
): readonly ObjectStatus[] {
  const errorsFirst = [
    ...problems.filter(({ severity }) => severity === 'error'),
    ...problems.filter(({ severity }) => severity === 'warning'),
  ];
  // An old virtual service is two objects; the first one has the document's kind.
  return objects
    .filter(
      ({ object }) =>
        object.kind === object.reference.kind && OBJECT_KINDS[object.kind].arnMember !== undefined,
    )
    .map((placed) => {
      const { reference: object, document } = placed.object;
      const own = resources.filter((resource) => resource.document === document);
      const ids = new Set(own.map(({ key }) => resourceId(key)));
      const found = distinct(errorsFirst.filter((problem) => isAbout(problem, object, ids)));
      const previous = recordOf(recordOf(document.content).status);
      const status = {
        ...arns(placed, own, scope),
        conditions: conditions(placed.object.kind, own.length > 0, found, previous, now),
        ...(placed.object.generation === undefined ? {} : { observedGeneration: placed.object.generation }),
      };
      const changed = canonicalJson({ ...previous, ...status }) !== canonicalJson(previous);
      return { object, document, status, changed };
    });
}

/** The first of those about one thing: later stages find again what is missing, in the words of the API. */
function distinct(problems: readonly Problem<string>[]): readonly Problem<string>[] {
  const keys = problems.map(({ path, code }) => `${code} ${path}`);
  return problems.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

function isAbout(problem: Problem<string>, object: ObjectReference, ids: ReadonlySet<string>): boolean {
  if (problem.resource !== undefined && ids.has(problem.resource)) return true;
  return 'object' in problem && canonicalJson(problem.object) === canonicalJson(object);
}

function arns(
  { object }: PlacedObject,
  own: readonly KubernetesResource[],
  scope: ArnScope,
): Readonly<Record<string, unknown>> {
  const routes = own.flatMap(({ key }) =>
    key.kind === 'route' ? [[key.name, resourceArn(key, scope)] as const] : [],
  );
  const named = own.flatMap(({ key }) => {
    const { arnMember } = Object.values(OBJECT_KINDS).find(({ resource }) => resource === key.kind) ?? {};
    return arnMember === undefined ? [] : [[arnMember, resourceArn(key, scope)] as const];
  });
  const routeArns =
    routes.length > 0 || object.kind === 'VirtualRouter' ? { routeARNs: Object.fromEntries(routes) } : {};
  return own.length === 0 ? {} : { ...Object.fromEntries(named), ...routeArns };
}

function conditions(
  kind: ObjectKind,
  isThere: boolean,
  problems: readonly Problem<string>[],
  previous: Readonly<Record<string, unknown>>,
  now: string,
): readonly unknown[] {
  const type = `${kind}Active`;
  const existing = listOf(previous.conditions);
  const before = recordOf(existing.find((condition) => recordOf(condition).type === type));
  const isBroken = problems.some(({ severity }) => severity === 'error');
  const status = isThere && !isBroken ? 'True' : 'False';
  const lastTransitionTime = before.status === status ? (textOf(before.lastTransitionTime) ?? now) : now;
  const [first] = problems;
  const why =
    first === undefined
      ? {}
      : { reason: inOneWord(first.code), message: problems.map(({ message }) => message).join(' ') };
  const condition: StatusCondition = { type, status, lastTransitionTime, ...why };
  // Conditions of others stay where they are.
  const others = existing.filter((other) => recordOf(other).type !== type);
  return [...others, condition];
}

function inOneWord(code: string): string {
  return code.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
