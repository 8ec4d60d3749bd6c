import type { ResourceKey } from './resource-key.ts';

/**
 * The short id of a resource, `mesh/demomesh/virtualRouter/product-vr/route/product-r`: unique, stable, used as map key and
 * in problems. It is the part of the ARN behind the account, and what a proxy calls itself.
 */
export function resourceId(key: ResourceKey): string {
  const mesh = `mesh/${key.meshName}`;
  switch (key.kind) {
    case 'mesh':
      return mesh;
    case 'route':
      return `${mesh}/virtualRouter/${key.virtualRouterName}/route/${key.name}`;
    case 'gatewayRoute':
      return `${mesh}/virtualGateway/${key.virtualGatewayName}/gatewayRoute/${key.name}`;
    default:
      return `${mesh}/${key.kind}/${key.name}`;
  }
}
