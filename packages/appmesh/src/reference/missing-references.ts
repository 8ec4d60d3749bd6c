import type { Resource } from '../resource/resource.ts';
import { type ResourceKey, resourceName } from '../resource/resource-key.ts';
import { RESOURCE_KINDS } from '../resource/resource-kinds.ts';
import { gatewayRouteTargetOf } from '../resource-spec/gateway-route-spec.ts';
import { weightedTargetsOf } from '../resource-spec/route-spec.ts';

/**
 * What `resource` refers to and must exist when it is written: the targets of a route, the provider of a virtual service,
 * the virtual service of a gateway route.
 * A backend is not among them: App Mesh allows it to appear later, or never.
 */
export function missingReferences(
  resource: Resource,
  exists: (key: ResourceKey) => boolean,
): readonly ResourceKey[] {
  return references(resource).filter((key) => !exists(key));
}

/** What `resource` refers to, each key once, in the order of the document. */
export function references(resource: Resource): readonly ResourceKey[] {
  const { meshName } = resource;
  switch (resource.kind) {
    case 'route': {
      const names = new Set(weightedTargetsOf(resource.spec).map((target) => target.virtualNode));
      return [...names].map((name) => ({ kind: 'virtualNode', meshName, name }));
    }
    case 'virtualService': {
      const { provider } = resource.spec;
      if (provider?.virtualNode !== undefined) {
        return [{ kind: 'virtualNode', meshName, name: provider.virtualNode.virtualNodeName }];
      }
      if (provider?.virtualRouter !== undefined) {
        return [{ kind: 'virtualRouter', meshName, name: provider.virtualRouter.virtualRouterName }];
      }
      return [];
    }
    case 'gatewayRoute': {
      const target = gatewayRouteTargetOf(resource.spec);
      if (target === undefined) return [];
      return [{ kind: 'virtualService', meshName, name: target.virtualService.virtualServiceName }];
    }
    default:
      return [];
  }
}

/** App Mesh's words for something that is named and does not exist. `accountId` is the mesh owner's. */
export function notPresentMessage(key: ResourceKey, accountId: string): string {
  const kind = RESOURCE_KINDS[key.kind].label;
  const name = resourceName(key);
  if (key.kind === 'mesh') return `${kind} with name ${name} is not present for account ${accountId}`;
  return `${kind} with name ${name} is not present under mesh ${key.meshName} for account ${accountId}`;
}
