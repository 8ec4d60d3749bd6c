/** Where one instance takes requests. */
export interface Endpoint {
  /** IP address. */
  readonly address: string;
  readonly port: number;
}

/** What a virtual node's callers look for. */
export interface EndpointQuery {
  /** `dns.hostname` of the virtual node. */
  readonly hostname: string;
  /** Port of the virtual node's listener. */
  readonly port: number;
  /** Namespace of the caller, in which a short name is meant. */
  readonly namespace: string;
}

/**
 * The endpoints behind a name. Undefined: not a name of the cluster domain, Envoy asks DNS. Empty: a name of the cluster
 * domain behind which nothing is ready. The name alone decides which of the two, so that a cluster never changes its type.
 */
export type EndpointLookup = (query: EndpointQuery) => readonly Endpoint[] | undefined;
