import type { Resource } from '../resource/resource.ts';
import { type ResourceKey, resourceId, resourceKey, resourceName } from '../resource/resource-key.ts';
import { MESH_MEMBER_KINDS, RESOURCE_KINDS } from '../resource/resource-kinds.ts';
import { references } from './missing-references.ts';

/** How many of those that use a resource are named. */
export const NAMED_USERS = 5;

/**
 * Why `key` cannot be deleted, in App Mesh's words where they are known, and who it is that uses it; undefined when nothing refers to
 * it. Being a backend of a virtual node keeps nothing alive.
 */
export function deletionBlockers(
  key: ResourceKey,
  all: Iterable<Resource>,
  accountId: string,
): string | undefined {
  const others = [...all].filter((resource) => resource.meshName === key.meshName);
  const id = resourceId(key);
  const referrers = others.filter((other) => references(other).some((target) => resourceId(target) === id));
  switch (key.kind) {
    case 'mesh': {
      const member = MESH_MEMBER_KINDS.find((kind) => others.some((other) => other.kind === kind));
      if (member === undefined) return undefined;
      const plural = `${RESOURCE_KINDS[member].label}s`;
      const members = some(others.filter(({ kind }) => kind === member).map(nameOf));
      return `Mesh ${key.meshName} for account ${accountId} has active ${plural}, please delete ${plural} before deleting the Mesh. They are: ${members}.`;
    }
    case 'virtualNode':
      if (referrers.some((referrer) => referrer.kind === 'route')) {
        return `VirtualNode with name ${key.name} cannot be deleted because it is the target of one or more routes. ${usedBy(referrers)}`;
      }
      return isProvider(referrers, 'VirtualNode', key.name);
    case 'virtualRouter': {
      const routes = others.filter((other) => other.kind === 'route' && other.virtualRouterName === key.name);
      if (routes.length > 0) {
        return `VirtualRouter with name ${key.name} cannot be deleted because it has one or more routes. ${usedBy([...routes, ...referrers])}`;
      }
      return isProvider(referrers, 'VirtualRouter', key.name);
    }
    case 'virtualGateway': {
      const routes = others.filter(
        (other) => other.kind === 'gatewayRoute' && other.virtualGatewayName === key.name,
      );
      if (routes.length === 0) return undefined;
      return `VirtualGateway with name ${key.name} cannot be deleted because it has one or more gateway routes. ${usedBy(routes)}`;
    }
    case 'virtualService': {
      const routes = referrers.flatMap((referrer) =>
        referrer.kind === 'gatewayRoute'
          ? [`${referrer.virtualGatewayName}/${referrer.gatewayRouteName}`]
          : [],
      );
      if (routes.length === 0) return undefined;
      return `VirtualService ${key.name} is being referenced in the following: GATEWAY_ROUTE: [${routes.sort().join(', ')}]`;
    }
    case 'gatewayRoute':
    case 'route':
      return undefined;
  }
}

function isProvider(referrers: readonly Resource[], kind: string, name: string): string | undefined {
  const services = referrers.filter((referrer) => referrer.kind === 'virtualService');
  if (services.length === 0) return undefined;
  return `${kind} with name ${name} cannot be deleted because it is a VirtualService provider. ${usedBy(services)}`;
}

/** Each with what it is, and the Kubernetes object to change where it comes from one. */
function usedBy(users: readonly Resource[]): string {
  return `Used by: ${some(users.map((user) => `${RESOURCE_KINDS[user.kind].label} ${nameOf(user)}`))}.`;
}

/** The name that the API knows it by, a route's with its router's. */
function nameOf(resource: Resource): string {
  const { owner } = resource;
  const key = resourceKey(resource);
  const parent =
    key.kind === 'route'
      ? key.virtualRouterName
      : key.kind === 'gatewayRoute'
        ? key.virtualGatewayName
        : undefined;
  const name = parent === undefined ? resourceName(key) : `${parent}/${resourceName(key)}`;
  if (owner.kind === 'api') return name;
  const place = owner.namespace === undefined ? '' : `${owner.namespace}/`;
  return `${name} (of ${owner.objectKind} ${place}${owner.name})`;
}

function some(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  return sorted.length > NAMED_USERS
    ? `${sorted.slice(0, NAMED_USERS).join(', ')} and others`
    : sorted.join(', ');
}
