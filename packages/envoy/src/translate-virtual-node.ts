import type { MeshModel, Result } from '@mesh-workshop/appmesh';
import { EMPTY_RESOURCE_SET, type ResourceSet } from '@mesh-workshop/xds';
import type { EndpointLookup } from './endpoint-lookup.ts';
import type { ProxyContext } from './proxy-context.ts';

/** Everything that one proxy of a virtual node needs. Pure; the same input gives the same output. */
export function translateVirtualNode(
  _mesh: MeshModel,
  _virtualNodeName: string,
  _endpoints: EndpointLookup,
  _context: ProxyContext,
): Result<ResourceSet> {
  return { value: EMPTY_RESOURCE_SET, problems: [] };
}
