import type { Problem, Result } from '../problem.ts';
import { pickTargetListener } from '../reference/pick-target-listener.ts';
import { placeRoute } from '../reference/place-route.ts';
import type { RouteResource, VirtualRouterResource } from '../resource/resource.ts';
import { resourceId, resourceKey } from '../resource/resource-key.ts';
import { durationMillis } from '../resource-spec/duration.ts';
import type { GrpcRetryPolicy, HttpRetryPolicy } from '../resource-spec/retry-policy.ts';
import { routeOf } from '../resource-spec/route-spec.ts';
import type { WeightedTarget } from '../resource-spec/weighted-targets.ts';
import { type MeshIndex, meshPreference } from './mesh-index.ts';
import type { RequestMatchModel, RetryPolicyModel, RouteModel, TargetModel } from './mesh-model.ts';
import { resolveListener, resolveServiceDiscovery, resolveTimeout } from './resolve-listener.ts';
import { compareMatches, matchOfRoute } from './resolve-request-match.ts';
import { resolveTargetTls } from './resolve-tls.ts';

/** Routes without a priority come after every route that has one. */
export const NO_PRIORITY = 1001;

/** A route that can be served, with the port of its router's listener. */
export interface PlacedRoute {
  readonly port: number;
  readonly route: RouteModel;
}

/** The routes of one router in the order in which they are tried; those that cannot be served are left out. */
export function resolveRoutes(
  index: MeshIndex,
  router: VirtualRouterResource,
): Result<readonly PlacedRoute[]> {
  const problems: Problem[] = [];
  const routes = [...(index.routes.get(router.virtualRouterName) ?? [])].sort(inOrderOfTrial);
  const connections = new Map<number, string>();
  const value = routes.flatMap((resource) => {
    const resolved = resolveRoute(index, router, resource);
    problems.push(...resolved.problems);
    if (resolved.value === undefined) return [];
    const { port, route } = resolved.value;
    const first = connections.get(port);
    if (first !== undefined) {
      problems.push(neverReached(resource, port, first));
      return [];
    }
    if (resource.spec.tcpRoute !== undefined) connections.set(port, route.name);
    return [resolved.value];
  });
  return { value, problems };
}

/** A route of tcp has no conditions but its port. */
function neverReached(resource: RouteResource, port: number, first: string): Problem {
  const message = `spec.tcpRoute is never reached, because route ${first} takes every connection to port ${port}; delete one of them, or put their targets together.`;
  const id = resourceId(resourceKey(resource));
  return { severity: 'warning', code: 'no-effect', resource: id, path: 'spec.tcpRoute', message };
}

/** By priority, then as `compareMatches` says, then by name. */
function inOrderOfTrial(a: RouteResource, b: RouteResource): number {
  const byPriority = (a.spec.priority ?? NO_PRIORITY) - (b.spec.priority ?? NO_PRIORITY);
  const byMatch = compareMatches(matchOf(a), matchOf(b));
  return byPriority || byMatch || (a.routeName < b.routeName ? -1 : 1);
}

function matchOf({ spec }: RouteResource): RequestMatchModel {
  return matchOfRoute(routeOf(spec));
}

function resolveRoute(
  index: MeshIndex,
  router: VirtualRouterResource,
  resource: RouteResource,
): Result<PlacedRoute | undefined> {
  const id = resourceId(resourceKey(resource));
  const typed = routeOf(resource.spec);
  const placed = placeRoute(resource.spec, router.spec);
  if (typed === undefined || 'misplacement' in placed) {
    const misplacement = 'misplacement' in placed ? [{ ...placed.misplacement, resource: id }] : [];
    return { value: undefined, problems: misplacement };
  }
  const problems: Problem[] = [];
  const targets = typed.route.action.weightedTargets.flatMap((target, position) => {
    const path = `spec.${typed.member}.action.weightedTargets[${position}]`;
    const resolved = resolveTarget(index, target);
    if ('target' in resolved) return [resolved.target];
    const { code, member, message } = resolved.unreachable;
    const where = `${path}.${member}`;
    const about = `${where} ${message}. The route is left out until then.`;
    problems.push({ severity: 'error', code, resource: id, path: where, message: about });
    return [];
  });
  if (problems.length > 0) return { value: undefined, problems };
  const retryPolicy = 'retryPolicy' in typed.route ? typed.route.retryPolicy : undefined;
  const route: RouteModel = {
    name: resource.routeName,
    match: matchOfRoute(typed),
    targets,
    ...(retryPolicy === undefined ? {} : { retryPolicy: resolveRetryPolicy(retryPolicy) }),
    timeout: resolveTimeout(typed.route.timeout),
  };
  return { value: { port: placed.listener.port, route }, problems };
}

function resolveRetryPolicy(policy: HttpRetryPolicy | GrpcRetryPolicy): RetryPolicyModel {
  const { maxRetries, perRetryTimeout, httpRetryEvents = [], tcpRetryEvents = [] } = policy;
  const grpcRetryEvents = 'grpcRetryEvents' in policy ? (policy.grpcRetryEvents ?? []) : [];
  const events = [...new Set([...httpRetryEvents, ...tcpRetryEvents, ...grpcRetryEvents])];
  return { maxRetries, perRetryMillis: durationMillis(perRetryTimeout), events };
}

type ResolvedTarget =
  | { readonly target: TargetModel }
  | {
      readonly unreachable: {
        readonly code: Problem['code'];
        readonly member: string;
        readonly message: string;
      };
    };

function resolveTarget(index: MeshIndex, target: WeightedTarget): ResolvedTarget {
  const { virtualNode, weight } = target;
  const node = index.virtualNodes.get(virtualNode);
  if (node === undefined) {
    const message = `is ${virtualNode}, which does not exist; create it`;
    return { unreachable: { code: 'missing-reference', member: 'virtualNode', message } };
  }
  const picked = pickTargetListener(target, node.spec);
  if ('unreachable' in picked) return picked;
  const listener = resolveListener(picked.listener);
  const serviceDiscovery = resolveServiceDiscovery(node.spec.serviceDiscovery, meshPreference(index));
  if (serviceDiscovery === undefined) {
    const message = `is ${virtualNode}, which has no service discovery; give it one`;
    return { unreachable: { code: 'no-listener', member: 'virtualNode', message } };
  }
  const tls = resolveTargetTls(undefined, listener, serviceDiscovery);
  return { target: { virtualNode, listener, serviceDiscovery, weight, ...tls } };
}
