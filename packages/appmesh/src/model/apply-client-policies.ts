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
  const isShared = called.every(({ policy }) => policy === undefined);
  const value = isShared ? called.map(({ service }) => service) : applyEach(called);
  const problems = value.flatMap((service, index) =>
    targetsOf(service).flatMap((target) => findMismatch(target, called[index]?.policy?.path, resource)),
  );
  // Several routes may lead to one listener.
  const byMessage = new Map(problems.map((problem) => [problem.message, problem]));
  return { value, problems: [...byMessage.values()] };
}

function applyEach(called: readonly CalledService[]): readonly VirtualServiceModel[] {
  const ways = new Map<string, string>();
  return called.map(({ service, policy }) =>
    mapTargets(service, (target) => {
      const { virtualNode, listener, serviceDiscovery } = target;
      const { tls: _, ...plain } = target;
      const applied = { ...plain, ...resolveTargetTls(policy?.tls, listener, serviceDiscovery) };
      const where = JSON.stringify([virtualNode, listener.protocol, listener.port]);
      const way = JSON.stringify(applied.tls ?? null);
      const first = ways.get(where) ?? way;
      ways.set(where, first);
      return way === first ? applied : { ...applied, onlyFor: service.name };
    }),
  );
}

/** What of caller and target does not fit, so that every request fails. */
function findMismatch(
  { virtualNode, listener, tls }: TargetModel,
  path: string | undefined,
  resource: string,
): readonly Problem[] {
  if (tls === undefined) return [];
  const target = `virtual node ${virtualNode}, whose listener on port ${listener.port}`;
  const warn = (where: string, message: string): readonly Problem[] => [
    {
      severity: 'warning',
      code: 'tls-mismatch',
      resource,
      path: where,
      message: `${where} ${message}.`,
    },
  ];
  if (listener.tls === undefined && path !== undefined) {
    const advice = `give that listener TLS, or set ${path}.enforce to false`;
    return warn(path, `insists on TLS with ${target} has none, so requests to it fail; ${advice}`);
  }
  if (listener.tls?.validation !== undefined && tls.certificate === undefined) {
    const where = path ?? 'spec.backendDefaults';
    const member = path === undefined ? 'clientPolicy.tls' : 'certificate';
    return warn(
      where,
      `has no certificate for ${target} asks for one, so requests to it fail; set ${where}.${member}`,
    );
  }
  return [];
}

function targetsOf({ listeners }: VirtualServiceModel): readonly TargetModel[] {
  return listeners.flatMap(({ routes }) => routes).flatMap(({ targets }) => targets);
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
