import type { Problem, Result } from '../problem.ts';
import type { ClientPolicyTls } from '../resource-spec/tls.ts';
import type { TargetModel, VirtualServiceModel } from './mesh-model.ts';
import { resolveTargetTls } from './resolve-tls.ts';

/** A client policy, and the path of its document. */
interface ClientPolicy {
  readonly tls: ClientPolicyTls;
  readonly path: string;
}

/** A virtual service, and the client policy with which a caller calls it. */
export interface CalledService {
  readonly service: VirtualServiceModel;
  readonly policy?: ClientPolicy;
}

/**
 * Virtual services as one caller sees them, in the same order: each target with the TLS that the caller's policy asks for. Where two of
 * them lead to the same listener in different ways, the later one is told apart by name. `resource` is the caller's id.
 */
export function applyClientPolicies(
  called: readonly CalledService[],
  resource: string,
): Result<readonly VirtualServiceModel[]> {
  // Without any policy the services are what they are for everybody.
  if (called.every(({ policy }) => policy === undefined)) {
    return { value: called.map(({ service }) => service), problems: [] };
  }
  const problems = new Map<string, Problem>();
  const ways = new Map<string, string>();
  const value = called.map(({ service, policy }) =>
    mapTargets(service, (target) => {
      const { virtualNode, listener, serviceDiscovery } = target;
      const { tls: _, ...plain } = target;
      const applied = { ...plain, ...resolveTargetTls(policy?.tls, listener, serviceDiscovery) };
      const where = JSON.stringify([virtualNode, listener.protocol, listener.port]);
      if (policy !== undefined && applied.tls !== undefined && listener.tls === undefined) {
        problems.set(`${policy.path} ${where}`, refusedTls(target, policy.path, resource));
      }
      const way = JSON.stringify(applied.tls ?? null);
      const first = ways.get(where) ?? way;
      ways.set(where, first);
      return way === first ? applied : { ...applied, onlyFor: service.name };
    }),
  );
  return { value, problems: [...problems.values()] };
}

/** Every request to a target fails that is spoken to with TLS and has none. */
function refusedTls(
  { virtualNode, listener: { port } }: TargetModel,
  path: string,
  resource: string,
): Problem {
  const message = `${path} insists on TLS with virtual node ${virtualNode}, whose listener on port ${port} has none, so requests to it fail; give that listener TLS, or set ${path}.enforce to false.`;
  return { severity: 'warning', code: 'tls-mismatch', resource, path, message };
}

function mapTargets(
  service: VirtualServiceModel,
  change: (target: TargetModel) => TargetModel,
): VirtualServiceModel {
  const listeners = service.listeners.map((listener) => ({
    ...listener,
    routes: listener.routes.map((route) => ({ ...route, targets: route.targets.map(change) })),
  }));
  return { ...service, listeners };
}
