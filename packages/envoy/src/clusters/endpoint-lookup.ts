/** Where one instance takes requests. */
export interface Endpoint {
  /** IP address. */
  readonly address: string;
  readonly port: number;
}

/** What a virtual node's callers look for: a host name, or a service of Cloud Map. */
export type EndpointQuery = (
  | {
      /** `dns.hostname` of the virtual node. */
      readonly hostname: string;
      readonly cloudMap?: never;
    }
  | {
      readonly hostname?: never;
      readonly cloudMap: CloudMapQuery;
    }
) & {
  /** Port of the virtual node's listener. */
  readonly port: number;
  /** Namespace of the caller, in which a short name is meant. */
  readonly namespace: string;
};

/** A service of Cloud Map. */
export interface CloudMapQuery {
  readonly namespaceName: string;
  readonly serviceName: string;
  /** An instance must have all of them. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The endpoints behind a name. Undefined: not a name of the cluster domain, Envoy asks DNS. Empty: a name of the cluster
 * domain behind which nothing is ready. A service of Cloud Map is never DNS's: undefined is as good as empty. The name alone decides which of the two, so that a cluster never changes its type.
 */
export type EndpointLookup = (query: EndpointQuery) => readonly Endpoint[] | undefined;
