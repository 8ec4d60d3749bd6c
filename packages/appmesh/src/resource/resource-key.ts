import type { Resource, ResourceKind } from './resource.ts';
import { RESOURCE_KINDS } from './resource-kinds.ts';

/** Names one resource, without saying that it exists. */
export type ResourceKey =
  | { readonly kind: 'mesh'; readonly meshName: string }
  | {
      readonly kind: 'virtualNode' | 'virtualRouter' | 'virtualService' | 'virtualGateway';
      readonly meshName: string;
      readonly name: string;
    }
  | {
      readonly kind: 'route';
      readonly meshName: string;
      readonly virtualRouterName: string;
      readonly name: string;
    }
  | {
      readonly kind: 'gatewayRoute';
      readonly meshName: string;
      readonly virtualGatewayName: string;
      readonly name: string;
    };

/** Names by the members that hold them, as requests and resources have them. */
type Names = Readonly<Record<string, string>>;

/** The key of the resource of a kind that `names` names together with its parents: `{ meshName, virtualRouterName, routeName }`. */
export function keyOfNames(kind: ResourceKind, names: Names): ResourceKey {
  const { nameMember, parent } = RESOURCE_KINDS[kind];
  const name = names[nameMember] ?? '';
  const { meshName = '' } = names;
  if (parent === undefined) return { kind: 'mesh', meshName };
  if (parent === 'mesh') return { kind, meshName, name } as ResourceKey;
  const parentMember = RESOURCE_KINDS[parent].nameMember;
  return { kind, meshName, [parentMember]: names[parentMember] ?? '', name } as unknown as ResourceKey;
}

/** The names in a key by the members that hold them in a resource, the mesh's left out: `{ virtualRouterName, routeName }`. */
export function memberNames(key: ResourceKey): Names {
  if (key.kind === 'mesh') return {};
  const { kind, meshName: _, name, ...parentNames } = key;
  return { ...parentNames, [RESOURCE_KINDS[kind].nameMember]: name };
}

/** The key of a resource. */
export function resourceKey(resource: Resource): ResourceKey {
  return keyOfNames(resource.kind, resource as unknown as Names);
}

/** The key of what a resource is part of: its router, its gateway or its mesh; undefined for a mesh. */
export function parentKey(key: ResourceKey): ResourceKey | undefined {
  const { parent } = RESOURCE_KINDS[key.kind];
  return parent === undefined ? undefined : keyOfNames(parent, key as unknown as Names);
}

/** The key's own name: of a mesh its mesh name. */
export function resourceName(key: ResourceKey): string {
  return key.kind === 'mesh' ? key.meshName : key.name;
}

/**
 * The short id of a resource, `mesh/demomesh/virtualRouter/product-vr/route/product-r`: unique, stable, used as map key and
 * in problems. It is the part of the ARN behind the account, and what a proxy calls itself.
 */
export function resourceId(key: ResourceKey): string {
  const parent = parentKey(key);
  return `${parent === undefined ? '' : `${resourceId(parent)}/`}${key.kind}/${resourceName(key)}`;
}

/** The account and place that an ARN names. */
export interface ArnScope {
  /** `aws`, `aws-cn`, ... */
  readonly partition: string;
  readonly region: string;
  /** Account of the resource's owner, 12 digits. */
  readonly accountId: string;
}

/** The ARN of a resource, as the API returns it. */
export function resourceArn(key: ResourceKey, { partition, region, accountId }: ArnScope): string {
  return `arn:${partition}:appmesh:${region}:${accountId}:${resourceId(key)}`;
}
