import type { Problem, Result } from '@mesh-workshop/appmesh';
import type { ServiceEntry } from '../service-entry.ts';

/** The namespace in which a short name is looked for first, as for a shell in no namespace in particular. */
const DEFAULT_NAMESPACE = 'default';

/**
 * Every name under which each Service can be called, as Kubernetes' DNS has them. The short one, `name`, depends on the caller's
 * namespace in a cluster; here it belongs to the Service in `default`, else to the only Service of that name, else to none.
 */
export function serviceNames(
  services: readonly ServiceEntry[],
  clusterDomain: string,
): Result<ReadonlyMap<ServiceEntry, readonly string[]>> {
  const problems: Problem[] = [];
  const owners = new Map<string, ServiceEntry | undefined>();
  for (const name of new Set(services.map((service) => service.name))) {
    const candidates = services.filter((service) => service.name === name);
    const [only] = candidates.length === 1 ? candidates : [];
    owners.set(name, only ?? candidates.find(({ namespace }) => namespace === DEFAULT_NAMESPACE));
    if (owners.get(name) === undefined) {
      const namespaces = candidates.map(({ namespace }) => namespace).join(', ');
      const message = `There are Services ${name} in the namespaces ${namespaces}; the service proxy answers ${name} with 404. Use ${name}.<namespace>.`;
      problems.push({ severity: 'warning', code: 'ambiguous-name', path: name, message });
    }
  }
  const value = new Map(
    services.map((service): [ServiceEntry, readonly string[]] => {
      const short = owners.get(service.name) === service ? [service.name] : [];
      return [service, [...short, ...longNames(service, clusterDomain)]];
    }),
  );
  return { value, problems };
}

/** The names of a Service that mean the same in every namespace; the last one is whole, with the dot that says so. */
export function longNames({ name, namespace }: ServiceEntry, clusterDomain: string): readonly string[] {
  return ['', '.svc', `.svc.${clusterDomain}`, `.svc.${clusterDomain}.`].map(
    (end) => `${name}.${namespace}${end}`,
  );
}

/** The hosts that requests to a port name: clients leave `:80` out. */
export function portDomains(hosts: readonly string[], port: number): readonly string[] {
  return hosts.flatMap((host) => (port === 80 ? [host, `${host}:80`] : [`${host}:${port}`]));
}
