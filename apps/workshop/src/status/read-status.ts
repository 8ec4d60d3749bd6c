import { type Pod, podReadyText, podStatusText } from '@mesh-workshop/kubernetes-api';
import { listObjects } from '../kubernetes/read-objects.ts';
import { createControlPlaneClient, type ProxyReport } from '../node-agent/control-plane-client.ts';
import { readAppPorts, readPodPorts } from '../node-agent/pod-ports.ts';
import { statePaths } from '../state/workshop-paths.ts';
import type { WorkshopState } from '../state/workshop-state.ts';
import { type ProcessEntry, readProcessTable } from '../supervisor/process-table.ts';
import { type LoadBalancer, listLoadBalancers } from '../url/list-load-balancers.ts';

/** A pod, in a few words. */
interface PodSummary {
  readonly namespace: string;
  readonly name: string;
  /** as kubectl shows it, 2/2 */
  readonly ready: string;
  readonly status: string;
  readonly restarts: number;
  /** real ports on 127.0.0.1 by container port */
  readonly trafficPorts: Readonly<Record<string, number>>;
  readonly appPorts: Readonly<Record<string, number>>;
}

/** Everything `status` shows. The lists of an API that does not answer are absent. */
export interface EnvironmentStatus {
  readonly state: WorkshopState;
  readonly processes: readonly ProcessEntry[];
  readonly pods?: readonly PodSummary[];
  readonly proxies?: readonly ProxyReport[];
  readonly loadBalancers?: readonly LoadBalancer[];
}

/** Asks the running environment about itself. */
export async function readStatus(state: WorkshopState): Promise<EnvironmentStatus> {
  const [pods, proxies, loadBalancers] = await Promise.all([
    listObjects(state.kubeconfig, 'pods').catch(() => undefined),
    createControlPlaneClient(state.admin).proxies(),
    listLoadBalancers(state.kubeconfig).catch(() => undefined),
  ]);
  return {
    state,
    processes: readProcessTable(statePaths(state.stateDirectory).processes),
    ...(pods === undefined ? {} : { pods: pods.map(summarizePod) }),
    ...(proxies === undefined ? {} : { proxies }),
    ...(loadBalancers === undefined ? {} : { loadBalancers }),
  };
}

/** The words kubectl has for a pod. */
export function summarizePod(pod: Pod): PodSummary {
  const statuses = pod.status?.containerStatuses ?? [];
  return {
    namespace: pod.metadata.namespace ?? 'default',
    name: pod.metadata.name,
    ready: podReadyText(pod),
    status: podStatusText(pod),
    restarts: statuses.reduce((sum, it) => sum + it.restartCount, 0),
    trafficPorts: Object.fromEntries(
      Object.entries(readPodPorts(pod)).map(([containerPort, { port }]) => [containerPort, port]),
    ),
    appPorts: readAppPorts(pod),
  };
}
