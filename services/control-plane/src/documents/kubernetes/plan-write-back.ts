import type { ArnScope, ObjectReference, Problem, Resource } from '@mesh-workshop/appmesh';
import {
  decideFinalizers,
  describeStatus,
  type KubernetesDocument,
  type KubernetesResolution,
  type ObjectKind,
} from '@mesh-workshop/appmesh-kubernetes';
import type { PublishProblem } from '../../publish/publish-problem.ts';
import { objectPath } from './mesh-kinds.ts';

/** One merge patch of one object. */
export interface ObjectPatch {
  /** Path of the object. */
  readonly object: string;
  readonly path: string;
  readonly patch: object;
  /** The same for patches that make the same of the same. */
  readonly fingerprint: string;
}

/**
 * What is to be written to the objects of a Kubernetes API so that their status and finalizers are right; only differences. Finalizers
 * come first: taking them off may end an object, which then needs no status. Pure.
 */
export function planWriteBack(options: {
  readonly resolution: KubernetesResolution;
  /** Of all stages. */
  readonly problems: readonly PublishProblem[];
  readonly resources: Iterable<Resource>;
  readonly scope: ArnScope;
  /** RFC 3339, in whole seconds. */
  readonly now: string;
}): readonly ObjectPatch[] {
  const { resolution, problems, resources, scope, now } = options;
  const finalizers = decideFinalizers(resolution, resources);
  const waiting = finalizers.flatMap(({ object, message }): readonly Problem[] =>
    message === undefined
      ? []
      : [{ severity: 'error', code: 'being-deleted', object, path: 'metadata.finalizers', message }],
  );
  const statuses = describeStatus(resolution, [...waiting, ...problems], { scope, now });
  return [
    ...finalizers
      .filter(({ changed, document }) => changed && isFromApi(document))
      .map(({ object, document, finalizers: names }): ObjectPatch => {
        const { resourceVersion = '' } = contentOf(document).metadata ?? {};
        // Replaces the whole list, so nobody may have changed it meanwhile.
        const patch = { metadata: { resourceVersion, finalizers: names } };
        const path = pathOf(object);
        return { object: path, path, patch, fingerprint: JSON.stringify(patch) };
      }),
    ...statuses
      .filter(({ changed, document }) => changed && isFromApi(document))
      .map(({ object, document, status }): ObjectPatch => {
        const before = contentOf(document).status ?? {};
        const patch = { status: mergePatchTo(before, status) };
        return {
          object: pathOf(object),
          path: `${pathOf(object)}/status`,
          patch,
          // The time is that of the look, and no reason to write again.
          fingerprint: JSON.stringify([before, patch], (member, value: unknown) =>
            member === 'lastTransitionTime' ? undefined : value,
          ),
        };
      }),
  ];
}

interface ObjectContent {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly status?: Members;
}

type Members = Readonly<Record<string, unknown>>;

function isFromApi({ source }: KubernetesDocument): boolean {
  return source === undefined;
}

function contentOf({ content }: KubernetesDocument): ObjectContent {
  return content as ObjectContent;
}

function pathOf({ kind, namespace, name }: ObjectReference): string {
  return objectPath(kind as ObjectKind, namespace, name);
}

/** The merge patch that makes the members of `after` what they are there; members of members that are gone are removed. */
function mergePatchTo(before: Members, after: Members): Members {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => {
      const old = before[name];
      if (!isMembers(old) || !isMembers(value)) return [name, value];
      const removed = Object.keys(old).filter((member) => !Object.hasOwn(value, member));
      return [name, { ...value, ...Object.fromEntries(removed.map((member) => [member, null])) }];
    }),
  );
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
