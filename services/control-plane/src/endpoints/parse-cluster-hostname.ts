/** The Service that a hostname means. */
export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
}

/** `pod-0.service.namespace.svc.<cluster domain>` and the like: of the cluster, but not the name of a Service. */
export type ClusterHostname = ServiceName | 'no service';

export interface ClusterNames {
  /** `cluster.local` */
  readonly clusterDomain: string;
  /** Whether a Kubernetes API is there, so that short names mean Services. Without, only full names do. */
  readonly shortNames: boolean;
  /** Namespaces that are known: `name.namespace` cannot be told from `example.com` otherwise. */
  readonly namespaces: ReadonlySet<string>;
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * Decides whether a hostname belongs to the cluster, by the name alone: `name.ns.svc.<cluster domain>`, `name.ns.svc`, `name.ns`
 * and `name` (in the namespace of who asks), as the resolver of a pod does. Undefined: a name for DNS.
 */
export function parseClusterHostname(
  hostname: string,
  askingNamespace: string,
  names: ClusterNames,
): ClusterHostname | undefined {
  const normalized = hostname.toLowerCase().replace(/\.$/, '');
  const suffix = `.${names.clusterDomain.toLowerCase()}`;
  if (normalized.endsWith(suffix)) return serviceName(normalized.slice(0, -suffix.length).split('.'));
  if (!names.shortNames || normalized === 'localhost') return undefined;
  const labels = normalized.split('.');
  if (!labels.every((label) => LABEL.test(label))) return undefined;
  const [name = '', namespace = askingNamespace] = labels;
  if (labels.at(-1) === 'svc' && labels.length > 1) return serviceName(labels);
  if (labels.length === 1) return { name, namespace };
  if (labels.length === 2 && (namespace === askingNamespace || names.namespaces.has(namespace)))
    return { name, namespace };
  return undefined;
}

function serviceName(labels: readonly string[]): ClusterHostname {
  const [name = '', namespace = '', svc] = labels;
  return labels.length === 3 && svc === 'svc' ? { name, namespace } : 'no service';
}
