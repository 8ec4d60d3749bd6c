/** One mesh with every name resolved: what each of its proxies has to do. */
export interface MeshModel {
  readonly meshName: string;
  /** What becomes of traffic to anything that is not a backend. */
  readonly egressFilter: 'ALLOW_ALL' | 'DROP_ALL';
  /** By name, in order of name. */
  readonly virtualNodes: ReadonlyMap<string, VirtualNodeModel>;
}

/** A virtual node as its own proxy sees it. */
export interface VirtualNodeModel {
  readonly name: string;
  /** In order of the document. */
  readonly listeners: readonly ListenerModel[];
  /** How others find it; absent for a node that only calls. */
  readonly serviceDiscovery?: ServiceDiscoveryModel;
  /** The virtual services it may call, each once, in order of the document; those that do not exist are left out. */
  readonly backends: readonly VirtualServiceModel[];
}

/** A port on which a virtual node takes requests. */
export interface ListenerModel {
  readonly port: number;
  readonly protocol: HttpProtocol;
  readonly timeout: TimeoutModel;
}

/** The protocols that are translated. */
export type HttpProtocol = 'http' | 'http2';

/** Time limits in milliseconds; 0 switches one off, absent means the default. */
export interface TimeoutModel {
  /** For the whole request, retries included. */
  readonly perRequestMillis?: number;
  /** Without any data on the request's stream. */
  readonly idleMillis?: number;
}

export interface ServiceDiscoveryModel {
  readonly kind: 'dns';
  readonly hostname: string;
  /** `LOADBALANCER`: one address stands for all instances; `ENDPOINTS`: each address is an instance. */
  readonly responseType: 'LOADBALANCER' | 'ENDPOINTS';
}

/** A virtual service as its callers see it. */
export interface VirtualServiceModel {
  /** The host that callers use. */
  readonly name: string;
  /** Who answers for it; `none` when nothing was named, or what was named cannot be used. */
  readonly provider: 'router' | 'node' | 'none';
  /** The ports that callers dial; empty without a provider. */
  readonly listeners: readonly VirtualServiceListenerModel[];
}

/** One port of a virtual service. */
export interface VirtualServiceListenerModel {
  readonly port: number;
  readonly protocol: HttpProtocol;
  /** In the order in which they are tried. */
  readonly routes: readonly RouteModel[];
}

export interface RouteModel {
  /** Name of the route; for a virtual service provided by a node, the node's name. */
  readonly name: string;
  /** Requests whose path starts like this. */
  readonly prefix: string;
  readonly targets: readonly TargetModel[];
  /** Absent: the default policy. A virtual node as provider cannot have one of its own. */
  readonly retryPolicy?: RetryPolicyModel;
  readonly timeout: TimeoutModel;
}

/** When and how often a request is tried again. */
export interface RetryPolicyModel {
  /** 0: never. */
  readonly maxRetries: number;
  /** For each attempt, the first included; 0: no limit of its own. */
  readonly perRetryMillis: number;
  readonly events: readonly RetryEvent[];
}

/** App Mesh's events, http and tcp. */
export type RetryEvent =
  | 'server-error'
  | 'gateway-error'
  | 'client-error'
  | 'stream-error'
  | 'connection-error';

/** A listener of a virtual node that a route sends requests to. */
export interface TargetModel {
  readonly virtualNode: string;
  readonly listener: ListenerModel;
  readonly serviceDiscovery: ServiceDiscoveryModel;
  /** Relative to the weights of the route's other targets. */
  readonly weight: number;
}
