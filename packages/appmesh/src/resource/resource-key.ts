import type { Resource } from './resource.ts';

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

/** The key of a resource. */
export function resourceKey(resource: Resource): ResourceKey {
  const { meshName } = resource;
  switch (resource.kind) {
    case 'mesh':
      return { kind: 'mesh', meshName };
    case 'virtualNode':
      return { kind: 'virtualNode', meshName, name: resource.virtualNodeName };
    case 'virtualRouter':
      return { kind: 'virtualRouter', meshName, name: resource.virtualRouterName };
    case 'virtualService':
      return { kind: 'virtualService', meshName, name: resource.virtualServiceName };
    case 'virtualGateway':
      return { kind: 'virtualGateway', meshName, name: resource.virtualGatewayName };
    case 'gatewayRoute':
      return {
        kind: 'gatewayRoute',
        meshName,
        virtualGatewayName: resource.virtualGatewayName,
        name: resource.gatewayRouteName,
      };
    case 'route':
      return {
        kind: 'route',
        meshName,
        virtualRouterName: resource.virtualRouterName,
        name: resource.routeName,
      };
  }
}

/** The key's own name: of a mesh its mesh name. */
export function resourceName(key: ResourceKey): string {
  return key.kind === 'mesh' ? key.meshName : key.name;
}
