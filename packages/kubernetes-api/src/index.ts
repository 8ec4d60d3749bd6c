import type { Pod } from './objects/pod.ts';
import type { PodRuntime } from './pod-runtime.ts';
import type { ResourceDefinition } from './resources/resource-definition.ts';
import type { ObjectStore } from './store/object-store.ts';

export type * from './objects/core.ts';
export type { JsonObject, JsonValue } from './objects/json.ts';
export * from './objects/kinds.ts';
export type * from './objects/kubernetes-object.ts';
export * from './objects/pod.ts';
export type * from './objects/service.ts';
export type * from './objects/workloads.ts';
export type * from './pod-runtime.ts';
export type * from './resources/resource-definition.ts';
export { ApiError, isApiError, type StatusCause, type StatusDetails } from './store/api-error.ts';
export type * from './store/object-store.ts';

/** A running API. */
export interface KubernetesApi {
  readonly url: string;
  readonly port: number;
  readonly store: ObjectStore;
  close(): Promise<void>;
}

export interface KubernetesApiOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** `gitVersion`, e.g. v1.34.0+mesh-workshop */
  readonly version?: string;
  readonly podRuntime?: PodRuntime;
  readonly resources?: readonly ResourceDefinition[];
  /** What to say to `kubectl port-forward`, which needs SPDY framing. */
  readonly portForwardHint?: string;
  /** spec.nodeName of every pod. Default 'local'. */
  readonly nodeName?: string;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

export declare function createKubernetesApi(options: KubernetesApiOptions): Promise<KubernetesApi>;

export interface ControllerOptions {
  /** A free node port for one port of a Service; called once per port, the answer is stored in the Service. */
  allocateNodePort(port: {
    readonly namespace: string;
    readonly service: string;
    readonly port: number;
  }): Promise<number>;
  /** Where traffic for a container port of the pod goes. undefined: not (yet) reachable, left out of the slice. Default: podIP and the port. */
  podPort?(pod: Pod, containerPort: number): { readonly address: string; readonly port: number } | undefined;
  /** Told about failures inside a controller; default: a line on stderr. */
  onProblem?(message: string): void;
}

export declare function startControllers(
  api: KubernetesApi,
  options: ControllerOptions,
): { stop(): Promise<void> };

/** Records a v1 Event about an object; repeated ones are counted in the existing Event. */
export declare function recordEvent(
  store: ObjectStore,
  about: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid: string };
  },
  event: {
    readonly type: 'Normal' | 'Warning';
    readonly reason: string;
    readonly message: string;
    readonly component: string;
  },
): void;
