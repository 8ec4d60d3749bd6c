import {
  notPresentMessage,
  type Owner,
  parentKey,
  type Resource,
  type ResourceKey,
  validateResourceName,
} from '@mesh-workshop/appmesh';
import { APP_MESH_GROUP } from '@mesh-workshop/appmesh-kubernetes';
import { ApiError, badRequest } from './errors.ts';
import type { ApiContext, ApiRequest } from './operation.ts';

/** A `BadRequestException` for names in the path that no resource can have. */
export function requireNames(labels: Readonly<Record<string, string>>): void {
  const problems = Object.entries(labels).flatMap(([label, name]) =>
    validateResourceName(parameterName(label), name),
  );
  if (problems.length > 0) throw badRequest(problems.map(({ message }) => message));
}

/** `meshName` is `MeshName` in App Mesh's messages. */
export function parameterName(member: string): string {
  return member.charAt(0).toUpperCase() + member.slice(1);
}

/** The resource, or a `NotFoundException` for the first thing that is missing: its mesh, its router or gateway, itself. */
export function requireResource(context: ApiContext, key: ResourceKey): Resource {
  requireParents(context, key);
  const resource = context.store.get(key);
  if (!resource) throw notFound(key, context.accountId);
  return resource;
}

/** A `NotFoundException` unless the mesh, and for a route its router or gateway, are there. */
export function requireParents({ store, accountId }: ApiContext, key: ResourceKey): void {
  for (const parent of parentsOf(key)) if (!store.get(parent)) throw notFound(parent, accountId);
}

/** A `NotFoundException` unless `meshOwner` is absent or the one account there is. */
export function requireMeshOwner({ accountId }: ApiContext, { query, labels }: ApiRequest): void {
  const meshOwner = query.get('meshOwner');
  if (meshOwner === null || meshOwner === accountId) return;
  if (!/^\d{12}$/.test(meshOwner))
    throw new ApiError(
      'BadRequestException',
      `meshOwner is ${JSON.stringify(meshOwner)}; allowed: 12 digits.`,
    );
  throw notFound({ kind: 'mesh', meshName: labels.meshName ?? '' }, meshOwner);
}

/** A `ForbiddenException` when a Kubernetes object defines the resource: a write here would be undone from there. */
export function requireApiOwned({ owner, metadata }: Resource, label: string): void {
  if (owner.kind !== 'kubernetes') return;
  const { objectKind, apiVersion, namespace, name } = owner;
  const object = `${objectKind} ${namespace === undefined ? name : `${namespace}/${name}`} (${apiVersion})`;
  throw new ApiError(
    'ForbiddenException',
    `${label} ${metadata.arn} is defined by the Kubernetes object ${object}. Change that object instead: ${howToChange(owner)}`,
  );
}

function howToChange({ file, objectKind, namespace, name }: Extract<Owner, { kind: 'kubernetes' }>): string {
  if (file !== undefined) return `it is in the file ${file}.`;
  const place = namespace === undefined ? '' : ` --namespace ${namespace}`;
  return `kubectl edit ${objectKind.toLowerCase()}.${APP_MESH_GROUP} ${name}${place}`;
}

export function notFound(key: ResourceKey, accountId: string): ApiError {
  return new ApiError('NotFoundException', notPresentMessage(key, accountId));
}

/** From the mesh inwards. */
function parentsOf(key: ResourceKey): readonly ResourceKey[] {
  const parent = parentKey(key);
  return parent === undefined ? [] : [...parentsOf(parent), parent];
}
