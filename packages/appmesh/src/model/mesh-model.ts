import type { PodSelection } from '../resource/pod-selection.ts';
import type { ListenerTlsModel, TargetTlsModel } from './tls-model.ts';

/** One mesh with every name resolved: what each of its proxies has to do. */
export interface MeshModel {
  readonly meshName: string;
  /** What becomes of traffic to anything that is not a backend. */
  readonly egressFilter: 'ALLOW_ALL' | 'DROP_ALL';
  /** By name, in order of name. */
  readonly virtualNodes: ReadonlyMap<string, VirtualNodeModel>;
  /** By name, in order of name. */
  readonly virtualGateways: ReadonlyMap<string, VirtualGatewayModel>;
}

/** A virtual node as its own proxy sees it. */
export interface VirtualNodeModel {
  readonly name: string;
  /** In order of the document. */
  readonly listeners: readonly ListenerModel[];
  /** How others find it; absent for a node that only calls. */
  readonly serviceDiscovery?: ServiceDiscoveryModel;
  /** The pods that its Kubernetes object selects; absent without one, and for a node that is not found through Cloud Map. */
  readonly pods?: PodSelection;
  /** The virtual services it may call, each once, in order of the document; those that do not exist are left out. */
  readonly backends: readonly VirtualServiceModel[];
  /** Where its proxies write a line for each request, both in and out; absent: nowhere. */
  readonly accessLog?: AccessLogModel;
  /** Which addresses its own listeners use; its own preference, else the mesh's. */
  readonly ipPreference?: IpPreference;
}

/** A virtual gateway as its own proxy sees it: what comes in is routed, there is no application behind it. */
export interface VirtualGatewayModel {
  readonly name: string;
  /** In order of the document. */
  readonly listeners: readonly GatewayListenerModel[];
  readonly accessLog?: AccessLogModel;
  /** The mesh's. */
  readonly ipPreference?: IpPreference;
}

/** A port on which a virtual gateway takes requests. */
export interface GatewayListenerModel {
  readonly port: number;
  readonly protocol: HttpProtocol;
  /** For what the gateway calls on behalf of this listener. */
  readonly connectionPool?: ConnectionPoolModel;
  /** Absent: plain connections. */
  readonly tls?: ListenerTlsModel;
  /** In the order in which they are tried. */
  readonly routes: readonly GatewayRouteModel[];
}

export interface GatewayRouteModel {
  readonly name: string;
  readonly match: RequestMatchModel;
  /** Absent: every host. */
  readonly hostname?: { readonly kind: 'exact' | 'suffix'; readonly value: string };
  readonly rewrite: RewriteModel;
  /** Name of the virtual service. */
  readonly virtualService: string;
  /** Routes of the virtual service, tried on the rewritten request, in this order. Empty: answered with 404. */
  readonly routes: readonly RouteModel[];
}

/** What a gateway route changes about a request before the routes of the virtual service look at it. */
export interface RewriteModel {
  /** The host becomes the virtual service's name. */
  readonly hostname: boolean;
  /** What takes the place of the matched prefix, or of the whole path; absent: the path stays. */
  readonly path?: string;
}

/** Which addresses are used where there are IPv6 and IPv4 ones. */
export type IpPreference = 'IPv6_PREFERRED' | 'IPv4_PREFERRED' | 'IPv4_ONLY' | 'IPv6_ONLY';

/** A file, and the form of a line. */
export interface AccessLogModel {
  readonly path: string;
  /** Absent: Envoy's own form. Both kinds have Envoy's command operators (`%PROTOCOL%`). */
  readonly format?:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'json'; readonly members: Readonly<Record<string, string>> };
}

/** A port on which a virtual node takes requests. */
export interface ListenerModel {
  readonly port: number;
  readonly protocol: Protocol;
  readonly timeout: TimeoutModel;
  /** For connections to the application. */
  readonly connectionPool?: ConnectionPoolModel;
  /** How callers find out which instances are well. */
  readonly healthCheck?: HealthCheckModel;
  /** When callers leave out an instance for a while. */
  readonly outlierDetection?: OutlierDetectionModel;
  /** Absent: plain connections. */
  readonly tls?: ListenerTlsModel;
}

/** Limits; what is absent is unlimited. */
export interface ConnectionPoolModel {
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  /** At the same time. */
  readonly maxRequests?: number;
}

export interface HealthCheckModel {
  /** `tcp`: whether a connection can be made; `grpc`: what the service `grpc.health.v1.Health` says. */
  readonly protocol: Protocol;
  readonly path: string;
  readonly intervalMillis: number;
  readonly timeoutMillis: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface OutlierDetectionModel {
  /** This many failed requests in a row. */
  readonly maxServerErrors: number;
  readonly intervalMillis: number;
  readonly baseEjectionMillis: number;
  readonly maxEjectionPercent: number;
}

/** The protocols whose requests are routed one by one. */
export type HttpProtocol = 'http' | 'http2' | 'grpc';

/** `tcp`: connections, whatever is spoken on them. */
export type Protocol = HttpProtocol | 'tcp';

/** Time limits in milliseconds; 0 switches one off, absent means the default. */
export interface TimeoutModel {
  /** For the whole request, retries included. */
  readonly perRequestMillis?: number;
  /** Without any data on the request's stream, or on the connection. */
  readonly idleMillis?: number;
}

export type ServiceDiscoveryModel = DnsDiscoveryModel | CloudMapDiscoveryModel;

export interface DnsDiscoveryModel {
  readonly kind: 'dns';
  readonly hostname: string;
  /** `LOADBALANCER`: one address stands for all instances; `ENDPOINTS`: each address is an instance. */
  readonly responseType: 'LOADBALANCER' | 'ENDPOINTS';
  /** The node's own, else the mesh's. */
  readonly ipPreference?: IpPreference;
}

export interface CloudMapDiscoveryModel {
  readonly kind: 'cloudMap';
  readonly namespaceName: string;
  readonly serviceName: string;
  /** An instance must have all of them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The node's own, else the mesh's. */
  readonly ipPreference?: IpPreference;
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
  readonly protocol: Protocol;
  /** In the order in which they are tried. Of tcp there is one at most. */
  readonly routes: readonly RouteModel[];
}

export interface RouteModel {
  /** Name of the route; for a virtual service provided by a node, the node's name. */
  readonly name: string;
  readonly match: RequestMatchModel;
  readonly targets: readonly TargetModel[];
  /** Absent: the default policy. A virtual node as provider cannot have one of its own. */
  readonly retryPolicy?: RetryPolicyModel;
  readonly timeout: TimeoutModel;
}

/** Which requests are meant: all conditions must hold. */
export interface RequestMatchModel {
  /** Requests of gRPC only; their path is `/service/method`. */
  readonly isGrpc?: true;
  /** The path without its query. `prefix` is any start of it; `regex` has to match all of it. */
  readonly path: { readonly kind: 'prefix' | 'exact' | 'regex'; readonly value: string };
  readonly method?: string;
  readonly scheme?: 'http' | 'https';
  readonly headers: readonly HeaderMatchModel[];
  /** Without a value: the parameter is there. */
  readonly queryParameters: readonly { readonly name: string; readonly value?: string }[];
}

export interface HeaderMatchModel {
  readonly name: string;
  /** The header is there, and does not match. */
  readonly invert: boolean;
  /** Absent: the header is there (inverted: it is not). The end of a range is not in it. */
  readonly match?:
    | { readonly kind: 'exact' | 'prefix' | 'suffix' | 'regex'; readonly value: string }
    | { readonly kind: 'range'; readonly start: number; readonly end: number };
}

/** When and how often a request is tried again. */
export interface RetryPolicyModel {
  /** 0: never. */
  readonly maxRetries: number;
  /** For each attempt, the first included; 0: no limit of its own. */
  readonly perRetryMillis: number;
  readonly events: readonly RetryEvent[];
}

/** App Mesh's events: http, tcp and, from `cancelled` on, the statuses of gRPC. */
export type RetryEvent =
  | 'server-error'
  | 'gateway-error'
  | 'client-error'
  | 'stream-error'
  | 'connection-error'
  | 'cancelled'
  | 'deadline-exceeded'
  | 'internal'
  | 'resource-exhausted'
  | 'unavailable';

/** A listener of a virtual node that a route sends requests to. */
export interface TargetModel {
  readonly virtualNode: string;
  readonly listener: ListenerModel;
  readonly serviceDiscovery: ServiceDiscoveryModel;
  /** Relative to the weights of the route's other targets. */
  readonly weight: number;
  /** How the caller speaks TLS to it; absent: plainly. */
  readonly tls?: TargetTlsModel;
  /** The backend that speaks to this listener in another way than an earlier one of the same caller. */
  readonly onlyFor?: string;
}
