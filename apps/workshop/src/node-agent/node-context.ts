import type { KubernetesApi } from '@mesh-workshop/kubernetes-api';
import type { PortAllocator } from '../ports/port-allocator.ts';
import type { ControlPlaneClient } from './control-plane-client.ts';

/** What running pods depends on. */
export interface NodeContext {
  readonly store: KubernetesApi['store'];
  readonly ports: PortAllocator;
  readonly controlPlane: ControlPlaneClient;
  readonly xdsPort: number;
  /** the service proxy, for pods without a sidecar */
  readonly serviceProxy: string;
  readonly envoy: { readonly path: string; readonly version: string };
  /** aws of this machine, if there is one */
  readonly aws?: string;
  /** variables the aws-cli image has in addition */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  readonly services: readonly string[];
  bundle(service: string): Promise<string>;
  /** see RUN_MARK_VARIABLE */
  readonly runMark: string;
  /** a directory per pod below */
  readonly podsDirectory: string;
  readonly logsDirectory: string;
  /** one line about something that went wrong in the agent itself */
  log(message: string): void;
}
