import type { ResourceKind } from '../resource/resource.ts';
import type { StructureShape } from '../shape/shape.ts';
import { gatewayRouteSpec } from './gateway-route-spec.ts';
import { meshSpec } from './mesh-spec.ts';
import { routeSpec } from './route-spec.ts';
import { virtualGatewaySpec } from './virtual-gateway-spec.ts';
import { virtualNodeSpec } from './virtual-node-spec.ts';
import { virtualRouterSpec } from './virtual-router-spec.ts';
import { virtualServiceSpec } from './virtual-service-spec.ts';

/** The shape of each kind's spec: what the `parse...Spec` functions check, for whoever describes the API. */
export const SPEC_SHAPES: Readonly<Record<ResourceKind, StructureShape>> = {
  mesh: meshSpec,
  virtualNode: virtualNodeSpec,
  virtualRouter: virtualRouterSpec,
  route: routeSpec,
  virtualService: virtualServiceSpec,
  virtualGateway: virtualGatewaySpec,
  gatewayRoute: gatewayRouteSpec,
};
