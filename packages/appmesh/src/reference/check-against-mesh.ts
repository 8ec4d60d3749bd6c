import type { Problem } from '../problem.ts';
import type {
  GatewayRouteResource,
  Resource,
  RouteResource,
  VirtualGatewayResource,
  VirtualNodeResource,
  VirtualRouterResource,
  VirtualServiceResource,
} from '../resource/resource.ts';
import { resourceId, resourceKey } from '../resource/resource-key.ts';
import { gatewayRouteOf, gatewayRouteTargetOf } from '../resource-spec/gateway-route-spec.ts';
import { routeOf, weightedTargetsOf } from '../resource-spec/route-spec.ts';
import { pickServicePort, servicePorts } from './pick-service-port.ts';
import { pickTargetListener } from './pick-target-listener.ts';
import { placeGatewayRoute, placeRoute } from './place-route.ts';

/**
 * Rules between `resource`, as it is about to be written, and all others (of which `all` may still hold the old version). What
 * is missing altogether is left to `missingReferences`. Every problem has the id of `resource`.
 */
export function checkAgainstMesh(resource: Resource, all: Iterable<Resource>): readonly Problem[] {
  const id = resourceId(resourceKey(resource));
  const others = [...all].filter(
    (other) => other.meshName === resource.meshName && resourceId(resourceKey(other)) !== id,
  );
  return violations(resource, others).map((violation) => ({ ...violation, resource: id }));
}

function violations(resource: Resource, others: readonly Resource[]): readonly Problem[] {
  switch (resource.kind) {
    case 'route':
      return [...checkPlacement(resource, others), ...checkTargets(resource, others)];
    case 'virtualRouter':
      return checkRoutesOf(resource, others);
    case 'virtualNode':
      return checkCallersOf(resource, others);
    case 'virtualService':
      return checkNameAndProvider(resource, others);
    case 'gatewayRoute':
      return checkGatewayRoute(resource, others);
    case 'virtualGateway':
      return checkRoutesOfGateway(resource, others);
    case 'mesh':
      return [];
  }
}

function checkPlacement(route: RouteResource, others: readonly Resource[]): readonly Problem[] {
  const router = others.find(
    (other): other is VirtualRouterResource =>
      other.kind === 'virtualRouter' && other.virtualRouterName === route.virtualRouterName,
  );
  if (router === undefined) return [];
  const placed = placeRoute(route.spec, router.spec);
  return 'misplacement' in placed ? [placed.misplacement] : [];
}

function checkTargets(route: RouteResource, others: readonly Resource[]): readonly Problem[] {
  const member = routeOf(route.spec)?.member;
  return weightedTargetsOf(route.spec).flatMap((target, index) => {
    const node = others.find(
      (other): other is VirtualNodeResource =>
        other.kind === 'virtualNode' && other.virtualNodeName === target.virtualNode,
    );
    if (node === undefined) return [];
    const picked = pickTargetListener(target, node.spec);
    if (!('unreachable' in picked)) return [];
    const { code, member: targetMember, message } = picked.unreachable;
    const path = `spec.${member}.action.weightedTargets[${index}].${targetMember}`;
    return [{ severity: 'error', code, path, message: `${path} ${message}.` }];
  });
}

/** A router may not be changed under routes that would then lead nowhere. */
function checkRoutesOf(router: VirtualRouterResource, others: readonly Resource[]): readonly Problem[] {
  const routes = others.filter(
    (other): other is RouteResource =>
      other.kind === 'route' && other.virtualRouterName === router.virtualRouterName,
  );
  return routes.flatMap((route) => {
    const placed = placeRoute(route.spec, router.spec);
    if (!('misplacement' in placed)) return [];
    const { severity, code, message } = placed.misplacement;
    const about =
      code === 'port-match-required'
        ? 'All Routes for this Virtual Router must define a port match criteria if the Virtual Router has multiple listeners'
        : `spec.listeners does not fit route ${route.routeName}: ${message}`;
    return [{ severity, code, path: 'spec.listeners', message: about }];
  });
}

/** A node's listeners may not be changed under routes that would then lead nowhere. */
function checkCallersOf(node: VirtualNodeResource, others: readonly Resource[]): readonly Problem[] {
  const routes = others.filter((other): other is RouteResource => other.kind === 'route');
  return routes.flatMap((route) => {
    const targets = weightedTargetsOf(route.spec).filter(
      (target) => target.virtualNode === node.virtualNodeName,
    );
    return targets.flatMap((target) => {
      const picked = pickTargetListener(target, node.spec);
      if (!('unreachable' in picked)) return [];
      const { code, member, message } = picked.unreachable;
      const name = `${route.virtualRouterName}/${route.routeName}`;
      const about = `spec.listeners does not fit route ${name}: there ${member} ${message}. Change the route first.`;
      return [{ severity: 'error', code, path: 'spec.listeners', message: about } as const];
    });
  });
}

function checkNameAndProvider(
  service: VirtualServiceResource,
  others: readonly Resource[],
): readonly Problem[] {
  const { virtualServiceName: name, spec } = service;
  const twin = others.find(
    (other) =>
      other.kind === 'virtualService' && other.virtualServiceName.toLowerCase() === name.toLowerCase(),
  );
  const problems: Problem[] = [];
  if (twin?.kind === 'virtualService') {
    const message = `virtualServiceName is ${name}, but ${twin.virtualServiceName} exists, and host names do not tell upper from lower case.`;
    problems.push({ severity: 'error', code: 'duplicate', path: 'virtualServiceName', message });
  }
  const provider = others.find(
    (other) =>
      (other.kind === 'virtualNode' &&
        other.virtualNodeName === spec.provider?.virtualNode?.virtualNodeName) ||
      (other.kind === 'virtualRouter' &&
        other.virtualRouterName === spec.provider?.virtualRouter?.virtualRouterName),
  );
  const hasListeners =
    provider !== undefined && 'listeners' in provider.spec && provider.spec.listeners?.length;
  if (provider !== undefined && !hasListeners) {
    const message =
      'spec.provider has no listener, so every request to this virtual service will fail; give it one.';
    problems.push({ severity: 'warning', code: 'no-listener', path: 'spec.provider', message });
  }
  return problems;
}

function checkGatewayRoute(route: GatewayRouteResource, others: readonly Resource[]): readonly Problem[] {
  const gateway = others.find(
    (other): other is VirtualGatewayResource =>
      other.kind === 'virtualGateway' && other.virtualGatewayName === route.virtualGatewayName,
  );
  const placed = gateway === undefined ? undefined : placeGatewayRoute(route.spec, gateway.spec);
  const misplaced = placed !== undefined && 'misplacement' in placed ? [placed.misplacement] : [];
  const target = gatewayRouteTargetOf(route.spec);
  const service = others.find(
    (other): other is VirtualServiceResource =>
      other.kind === 'virtualService' &&
      other.virtualServiceName === target?.virtualService.virtualServiceName,
  );
  if (target === undefined || service === undefined) return misplaced;
  const picked = pickServicePort(target.port, service.virtualServiceName, servicePorts(service, others));
  if (!('unreachable' in picked)) return misplaced;
  const { severity, code, message } = picked.unreachable;
  const path = `spec.${gatewayRouteOf(route.spec)?.member}.action.target.port`;
  return [...misplaced, { severity, code, path, message: `${path} ${message}.` }];
}

/** A gateway's listeners may not be changed under routes that would then lead nowhere. */
function checkRoutesOfGateway(
  gateway: VirtualGatewayResource,
  others: readonly Resource[],
): readonly Problem[] {
  return others.flatMap((other): readonly Problem[] => {
    if (other.kind !== 'gatewayRoute' || other.virtualGatewayName !== gateway.virtualGatewayName) return [];
    const placed = placeGatewayRoute(other.spec, gateway.spec);
    if (!('misplacement' in placed)) return [];
    const { severity, code, message } = placed.misplacement;
    const about = `spec.listeners does not fit gateway route ${other.gatewayRouteName}: ${message}`;
    return [{ severity, code, path: 'spec.listeners', message: about }];
  });
}
