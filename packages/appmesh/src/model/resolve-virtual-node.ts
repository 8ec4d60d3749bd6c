import type { Problem, Result } from '../problem.ts';
import { isRedirectionPort } from '../redirection-ports.ts';
import type { VirtualNodeResource } from '../resource/resource.ts';
import { resourceId, resourceKey } from '../resource/resource-key.ts';
import type { IpPreference } from '../resource-spec/ip-preference.ts';
import { applyClientPolicies, type CalledService } from './apply-client-policies.ts';
import type { VirtualNodeModel, VirtualServiceModel } from './mesh-model.ts';
import { resolveAccessLog } from './resolve-access-log.ts';
import { ipPreferenceOf, resolveListener, resolveServiceDiscovery } from './resolve-listener.ts';

/** A virtual node with its backends resolved. `services` are all virtual services of the mesh by name, `preference` is the mesh's. */
export function resolveVirtualNode(
  node: VirtualNodeResource,
  services: ReadonlyMap<string, VirtualServiceModel>,
  preference: IpPreference | undefined,
): Result<VirtualNodeModel> {
  const problems: Problem[] = [];
  const resource = resourceId(resourceKey(node));
  const warn = (code: Problem['code'], path: string, message: string): void => {
    problems.push({ severity: 'warning', code, resource, path, message: `${path} is ${message}.` });
  };
  for (const [index, { portMapping }] of (node.spec.listeners ?? []).entries())
    if (isRedirectionPort(portMapping.port))
      warn(
        'reserved-port',
        `spec.listeners[${index}].portMapping.port`,
        `${portMapping.port}, which redirection uses itself. Where connections are redirected, this listener is left out; choose another port`,
      );
  const { clientPolicy: defaultPolicy } = node.spec.backendDefaults ?? {};
  const backends = new Map<string, CalledService>();
  for (const [index, { virtualService }] of (node.spec.backends ?? []).entries()) {
    const name = virtualService.virtualServiceName;
    const service = services.get(name);
    // Host names do not tell upper from lower case, and Envoy refuses the same domain twice.
    const host = name.toLowerCase();
    const path = `spec.backends[${index}].virtualService.virtualServiceName`;
    if (service === undefined) {
      // App Mesh allows this, so that two nodes can be each other's backends.
      warn(
        'missing-reference',
        path,
        `${name}, which does not exist yet. Requests to it are treated as undeclared`,
      );
    } else if (backends.has(host)) {
      warn('duplicate', path, `${name}, which is there already. It counts once`);
    } else {
      // A policy of its own replaces the default one as a whole, even where it says nothing about TLS.
      const { clientPolicy } = virtualService;
      const { tls } = clientPolicy ?? defaultPolicy ?? {};
      const place = clientPolicy === undefined ? 'backendDefaults' : `backends[${index}].virtualService`;
      const policy = tls === undefined ? {} : { policy: { tls, path: `spec.${place}.clientPolicy.tls` } };
      backends.set(host, { service, ...policy });
    }
  }
  const called = applyClientPolicies([...backends.values()], resource);
  problems.push(...called.problems);
  const serviceDiscovery = resolveServiceDiscovery(node.spec.serviceDiscovery, preference);
  const ipPreference = ipPreferenceOf(node.spec.serviceDiscovery) ?? preference;
  const pods = node.owner.kind === 'kubernetes' ? node.owner.pods : undefined;
  const value = {
    name: node.virtualNodeName,
    listeners: (node.spec.listeners ?? []).map(resolveListener),
    ...(serviceDiscovery === undefined ? {} : { serviceDiscovery }),
    ...(pods === undefined ? {} : { pods }),
    backends: called.value,
    ...resolveAccessLog(node.spec.logging),
    ...(ipPreference === undefined ? {} : { ipPreference }),
  };
  return { value, problems };
}
