import { isDeepStrictEqual } from 'node:util';
import {
  type Owner,
  type Problem,
  type Resource,
  type ResourceKey,
  type ResourceMetadata,
  resourceArn,
  resourceId,
  resourceKey,
} from '@mesh-workshop/appmesh';
import {
  type KubernetesDocument,
  type KubernetesResolution,
  type KubernetesResource,
  locateProblems,
} from '@mesh-workshop/appmesh-kubernetes';
import { deriveUid } from './derive-uid.ts';
import { holdBack } from './hold-back.ts';
import type { SourceProblem } from './source-problem.ts';

/** What is to be written so that the resources of a mesh are those that documents define. */
export interface ResourcePlan {
  readonly puts: readonly Resource[];
  readonly deletes: readonly Resource[];
  readonly problems: readonly (Problem | SourceProblem)[];
}

/** Who owns what documents define, and since when. */
export interface PlanContext {
  readonly accountId: string;
  readonly region: string;
  /** Epoch seconds. */
  readonly now: number;
}

/**
 * Compares what documents define for a mesh with the resources that are there. A resource of the API is never touched: it was there
 * first, and is the user's. An object that is still there but has become wrong keeps the resources it had, as long as the mesh is
 * there: traffic goes on while somebody mends it. So it does until all is there that a change needs. Pure.
 */
export function planResources(
  { resources, objects }: KubernetesResolution,
  meshName: string,
  current: Iterable<Resource>,
  context: PlanContext,
): ResourcePlan {
  const defined = new Map(
    resources
      .filter(({ key }) => key.meshName === meshName)
      .map((resource) => [resourceId(resource.key), resource]),
  );
  const existing = new Map([...current].map((resource) => [resourceId(resourceKey(resource)), resource]));
  const puts: Resource[] = [];
  const problems: SourceProblem[] = [];
  for (const [id, definition] of defined) {
    const before = existing.get(id);
    if (before?.owner.kind === 'api') problems.push(definedByApi(id, definition));
    else if (!before || !isSame(before, definition)) puts.push(makeResource(definition, before, context));
  }

  const good = new Set(resources.map(({ resource }) => ownerKey(resource.owner)));
  const broken = new Set(
    objects
      .map(({ object }) => objectKey(object.kind, object.namespace, object.name))
      .filter((key) => !good.has(key)),
  );
  const isKept = ({ owner }: Resource) => owner.kind === 'api' || broken.has(ownerKey(owner));
  const deletes = [...existing].flatMap(([id, resource]) =>
    defined.has(id) || isKept(resource) ? [] : [resource],
  );
  if (isMeshGone(meshName, deletes, existing, defined)) {
    const left = [...existing].filter(([id, { owner }]) => owner.kind === 'kubernetes' && !defined.has(id));
    return { puts, deletes: left.map(([, resource]) => resource), problems };
  }
  const writes = holdBack({ puts, deletes }, existing, context);
  return { ...writes, problems: [...problems, ...locateProblems(writes.problems, { resources })] };
}

/** Without its mesh nothing of it can stay; but a mesh stays as long as the API has something in it. */
function isMeshGone(
  meshName: string,
  deletes: readonly Resource[],
  existing: ReadonlyMap<string, Resource>,
  defined: ReadonlyMap<string, KubernetesResource>,
): boolean {
  const mesh = resourceId({ kind: 'mesh', meshName });
  if (defined.has(mesh) || [...existing.values()].some(({ owner }) => owner.kind === 'api')) return false;
  return !existing.has(mesh) || deletes.some(({ kind }) => kind === 'mesh');
}

function isSame(before: Resource, { key, resource, document }: KubernetesResource): boolean {
  return (
    before.metadata.uid === uidOf(key, document) &&
    isDeepStrictEqual(before.owner, resource.owner) &&
    isDeepStrictEqual(before.spec, resource.spec)
  );
}

/** Key of the object that owns a resource; empty for the API. */
function ownerKey(owner: Owner): string {
  return owner.kind === 'api' ? '' : objectKey(owner.objectKind, owner.namespace ?? '', owner.name);
}

function objectKey(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

/** An object has one for its resource; the routes of a router, and whatever a file defines, have none. */
function uidOf(key: ResourceKey, document: KubernetesDocument): string {
  const { uid } = metadataOf(document);
  return uid === undefined || key.kind === 'route' ? deriveUid(uid ?? '', resourceId(key)) : uid;
}

function metadataOf({ content }: KubernetesDocument): DocumentMetadata {
  return (content as { readonly metadata?: DocumentMetadata }).metadata ?? {};
}

interface DocumentMetadata {
  readonly uid?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
}

function makeResource(
  { key, resource, document }: KubernetesResource,
  before: Resource | undefined,
  { accountId, region, now }: PlanContext,
): Resource {
  const { generation = 1, creationTimestamp } = metadataOf(document);
  const uid = uidOf(key, document);
  const same = before?.metadata.uid === uid ? before.metadata : undefined;
  const created = Date.parse(creationTimestamp ?? '') / 1000;
  const createdAt = same?.createdAt ?? (Number.isNaN(created) ? now : created);
  const version = same ? same.version + 1 : generation;
  const metadata: ResourceMetadata = {
    arn: resourceArn(key, { partition: 'aws', region, accountId }),
    uid,
    version,
    createdAt,
    lastUpdatedAt: version === 1 ? createdAt : now,
    meshOwner: accountId,
    resourceOwner: accountId,
  };
  return { ...resource, metadata };
}

function definedByApi(id: string, { document, resource }: KubernetesResource): SourceProblem {
  const { owner } = resource;
  return {
    severity: 'error',
    code: 'defined-by-api',
    resource: id,
    path: 'metadata.name',
    message: `${id} was made through the App Mesh API, which keeps it. Delete it there (aws appmesh delete-...), or give this object another spec.awsName.`,
    ...(owner.kind === 'kubernetes'
      ? {
          object: {
            apiVersion: owner.apiVersion,
            kind: owner.objectKind,
            name: owner.name,
            ...(owner.namespace === undefined ? {} : { namespace: owner.namespace }),
          },
        }
      : {}),
    ...(document.source === undefined ? {} : { file: document.source.file }),
  };
}
