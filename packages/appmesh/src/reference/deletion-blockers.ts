import type { Resource } from '../resource/resource.ts';
import { type ResourceKey, resourceId } from '../resource/resource-key.ts';
import { MESH_MEMBER_KINDS, RESOURCE_KINDS } from '../resource/resource-kinds.ts';
import { references } from './missing-references.ts';

/**
 * Why `key` cannot be deleted, in App Mesh's words where they are known; undefined when nothing refers to it. Being a
 * backend of a virtual node keeps nothing alive.
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
      return `Mesh ${key.meshName} for account ${accountId} has active ${plural}, please delete ${plural} before deleting the Mesh`;
    }
    case 'virtualNode':
      if (referrers.some((referrer) => referrer.kind === 'route')) {
        return `VirtualNode with name ${key.name} cannot be deleted because it is the target of one or more routes.`;
      }
      return isProvider(referrers, 'VirtualNode', key.name);
    case 'virtualRouter':
      if (others.some((other) => other.kind === 'route' && other.virtualRouterName === key.name)) {
        return `VirtualRouter with name ${key.name} cannot be deleted because it has one or more routes.`;
      }
      return isProvider(referrers, 'VirtualRouter', key.name);
    case 'virtualGateway':
      if (others.some((other) => other.kind === 'gatewayRoute' && other.virtualGatewayName === key.name)) {
        return `VirtualGateway with name ${key.name} cannot be deleted because it has one or more gateway routes.`;
      }
      return undefined;
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
  if (!referrers.some((referrer) => referrer.kind === 'virtualService')) return undefined;
  return `${kind} with name ${name} cannot be deleted because it is a VirtualService provider`;
}
