import { randomUUID } from 'node:crypto';
import {
  checkAgainstMesh,
  deletionBlockers,
  keyOfNames,
  missingReferences,
  type Resource,
  type ResourceKey,
  type ResourceKindRow,
  resourceArn,
  resourceId,
  resourceKey,
} from '@mesh-workshop/appmesh';
import { ApiError, badRequest } from './errors.ts';
import { notFound, requireApiOwned, requireMeshOwner, requireParents, requireResource } from './lookup.ts';
import type { Answer, ApiContext, ApiRequest } from './operation.ts';
import { cutPage } from './paging.ts';
import { parseWrite, type ResourceWrite } from './parse-write.ts';
import { exceededByBackends, exceededByOneMore } from './quotas.ts';

/** Most items on a page of resources. */
const MAX_PAGE = 100;

export async function createResource(
  kind: ResourceKindRow,
  context: ApiContext,
  request: ApiRequest,
): Promise<Answer> {
  requireMeshOwner(context, request);
  const write = parseWrite(kind, 'Create', request);
  const { store, accountId } = context;
  // Meshes are counted across meshes.
  const turn = kind.kind === 'mesh' && context.quotas.meshes !== undefined ? '' : write.key.meshName;
  return store.writeInTurn(turn, async () => {
    const repeated = repeatedAnswer(context, write);
    if (repeated) return repeated;
    requireParents(context, write.key);
    if (store.get(write.key))
      throw new ApiError('ConflictException', existsMessage(kind, write.key, accountId));
    requireQuota(context, write.key);
    const region = regionOf(store.get({ kind: 'mesh', meshName: write.key.meshName })) ?? request.region;
    const now = Date.now() / 1000;
    const resource = write.make({
      meshName: write.key.meshName,
      owner: { kind: 'api' },
      tags: write.tags,
      metadata: {
        arn: resourceArn(write.key, { partition: 'aws', region, accountId }),
        uid: randomUUID(),
        version: 1,
        createdAt: now,
        lastUpdatedAt: now,
        meshOwner: accountId,
        resourceOwner: accountId,
      },
    });
    return put(context, `Create${kind.label}`, resource, write);
  });
}

export function describeResource(kind: ResourceKindRow, context: ApiContext, request: ApiRequest): Answer {
  return { body: resourceData(requireResource(context, addressedKey(kind, context, request)), 'ACTIVE') };
}

/** Replaces the whole spec; name, mesh and tags stay. */
export async function updateResource(
  kind: ResourceKindRow,
  context: ApiContext,
  request: ApiRequest,
): Promise<Answer> {
  requireMeshOwner(context, request);
  const write = parseWrite(kind, 'Update', request);
  return context.store.writeInTurn(write.key.meshName, async () => {
    const repeated = repeatedAnswer(context, write);
    if (repeated) return repeated;
    const { meshName, owner, tags, metadata } = requireChangeable(kind, context, write.key);
    const version = metadata.version + 1;
    const resource = write.make({
      meshName,
      owner,
      tags,
      metadata: { ...metadata, version, lastUpdatedAt: Date.now() / 1000 },
    });
    return put(context, `Update${kind.label}`, resource, write);
  });
}

export async function deleteResource(
  kind: ResourceKindRow,
  context: ApiContext,
  request: ApiRequest,
): Promise<Answer> {
  const key = addressedKey(kind, context, request);
  const { store, accountId } = context;
  return store.writeInTurn(key.meshName, async () => {
    const resource = requireChangeable(kind, context, key);
    const blocker = deletionBlockers(key, store.around(key), accountId);
    if (blocker !== undefined) throw new ApiError('ResourceInUseException', blocker);
    const change = await store.delete(resource, { operation: `Delete${kind.label}` });
    return { body: resourceData(resource, 'DELETED'), change };
  });
}

export function listResources(kind: ResourceKindRow, context: ApiContext, request: ApiRequest): Answer {
  requireMeshOwner(context, request);
  const { store } = context;
  // The key of any member: its parents are the ones to look for, and the start of its id is that of all.
  const member = keyOfNames(kind.kind, request.labels);
  requireParents(context, member);
  const page = cutPage(store.collection(member), (id) => id, request.query, resourceId(member), MAX_PAGE);
  return {
    body: {
      [kind.plural]: page.items.flatMap((id) => store.withId(id) ?? []).map(resourceRef),
      ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    },
  };
}

/** The same write again is answered as it was, as long as what it made is still there. */
function repeatedAnswer({ store }: ApiContext, { request, key }: ResourceWrite): Answer | undefined {
  const answered = request && store.answeredRequest(request.token);
  if (!answered || store.get(key)?.metadata.uid !== answered.resource.metadata.uid) return undefined;
  if (answered.digest === request.digest) return { body: resourceData(answered.resource, 'ACTIVE') };
  throw new ApiError(
    'ConflictException',
    `clientToken ${request.token} was used before, with other parameters. Send a new one with a new request.`,
  );
}

async function put(
  context: ApiContext,
  operation: string,
  resource: Resource,
  { request }: ResourceWrite,
): Promise<Answer> {
  const { store, accountId } = context;
  const [missing] = missingReferences(resource, (key) => store.get(key) !== undefined);
  if (missing) throw notFound(missing, accountId);
  const violations = checkAgainstMesh(resource, store.around(resourceKey(resource), resource))
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
  if (violations.length > 0) throw badRequest(violations);
  const exceeded =
    resource.kind === 'virtualNode' ? exceededByBackends(resource.spec, context.quotas) : undefined;
  if (exceeded !== undefined) throw new ApiError('LimitExceededException', exceeded);
  const change = await store.put(resource, { operation, ...(request ? { request } : {}) });
  return { body: resourceData(resource, 'ACTIVE'), change };
}

function requireQuota({ store, quotas }: ApiContext, key: ResourceKey): void {
  const exceeded = exceededByOneMore(key.kind, store.collection(key).length, quotas);
  if (exceeded !== undefined) throw new ApiError('LimitExceededException', exceeded);
}

/** The region of a mesh, which everything in it has too; undefined when there is no mesh yet. */
function regionOf(mesh: Resource | undefined): string | undefined {
  return mesh?.metadata.arn.split(':')[3];
}

function requireChangeable(kind: ResourceKindRow, context: ApiContext, key: ResourceKey): Resource {
  const resource = requireResource(context, key);
  requireApiOwned(resource, kind.label);
  return resource;
}

function addressedKey(kind: ResourceKindRow, context: ApiContext, request: ApiRequest): ResourceKey {
  requireMeshOwner(context, request);
  return keyOfNames(kind.kind, request.labels);
}

/** `MeshData`, `RouteData` and so on: the bare body of an answer. */
function resourceData(resource: Resource, status: 'ACTIVE' | 'DELETED'): object {
  const { kind: _kind, owner: _owner, tags: _tags, ...data } = resource;
  return { ...data, status: { status } };
}

/** `MeshRef`, `RouteRef` and so on: an item of a list. */
function resourceRef(resource: Resource): object {
  const { kind: _kind, owner: _owner, tags: _tags, spec: _spec, metadata, ...names } = resource;
  const { uid: _uid, ...shown } = metadata;
  return { ...names, ...shown };
}

function existsMessage(kind: ResourceKindRow, key: ResourceKey, accountId: string): string {
  const place = key.kind === 'mesh' ? '' : ` under mesh ${key.meshName}`;
  const name = key.kind === 'mesh' ? key.meshName : key.name;
  return `${kind.label} with name ${name} already exists${place} for account ${accountId}`;
}
