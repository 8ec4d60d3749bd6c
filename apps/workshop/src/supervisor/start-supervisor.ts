import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createKubernetesApi, PODS, recordEvent, startControllers } from '@mesh-workshop/kubernetes-api';
import { identifyProcess } from '@mesh-workshop/process-lock';
import { bundleService } from '../images/bundle-service.ts';
import { listServices } from '../images/image-sources.ts';
import { admitPod } from '../node-agent/admit-pod.ts';
import { createControlPlaneClient } from '../node-agent/control-plane-client.ts';
import { checkEnvoyLive } from '../node-agent/envoy-admin.ts';
import { LOOPBACK, readPodPort } from '../node-agent/pod-ports.ts';
import { createPodRuntime } from '../node-agent/pod-runtime.ts';
import { readAdmissionContext } from '../node-agent/read-admission-context.ts';
import { registerNode } from '../node-agent/register-node.ts';
import type { RunningPod } from '../node-agent/run-pod.ts';
import { type NodeAgent, startNodeAgent } from '../node-agent/start-node-agent.ts';
import { watchUnreadySidecars } from '../node-agent/watch-unready-sidecars.ts';
import { keepNodePorts } from '../ports/node-ports.ts';
import { ANY_PORTS, nodePortRange } from '../ports/plan-ports.ts';
import { createPortAllocator, type PortAllocator } from '../ports/port-allocator.ts';
import { runMarkOf } from '../processes/run-mark.ts';
import type { ProcessPlan } from '../processes/start-process.ts';
import { statePaths } from '../state/workshop-paths.ts';
import type { WorkshopState } from '../state/workshop-state.ts';
import { APP_MESH_KINDS } from './app-mesh-kinds.ts';
import { planControlPlane, REGION } from './control-plane-process.ts';
import { type KeptProcess, keepProcess } from './keep-process.ts';
import { writeProcessTable } from './process-table.ts';
import { planServiceProxy } from './service-proxy-process.ts';
import type { SupervisorOptions } from './supervisor-options.ts';
import { writeKubeconfig } from './write-kubeconfig.ts';

/** How long the environment may take to become ready. */
const READY_LIMIT_MS = 60_000;
const POLL_MS = 25;
/** What `kubectl version` shows: the version whose API this is a subset of, and whose subset it is. */
const KUBERNETES_VERSION = 'v1.34.0+mesh-workshop';

/** Everything that runs. */
export interface Supervisor {
  readonly state: WorkshopState;
  /** ends everything; takes at most a few times `graceMs` */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts, in this order: the Kubernetes API with its controllers, the control plane and the service proxy side by side, and the node agent. Resolves when all
 * are ready; when one cannot be, stops what was started and throws.
 */
export async function startSupervisor(
  options: SupervisorOptions,
  progress: (what: string) => void,
  log: (message: string) => void,
): Promise<Supervisor> {
  const startedAt = Date.now();
  const { ports } = options;
  const paths = statePaths(options.stateDirectory);
  const envoy = options.tools.envoy;
  if (envoy === undefined) throw new Error('no Envoy was given');
  const stops: ((graceMs: number) => Promise<void>)[] = [];
  const stop = async (graceMs: number) => {
    for (const it of stops.reverse()) await it(graceMs);
  };

  try {
    let agent: NodeAgent | undefined;
    const allocator = createPortAllocator({ ...ANY_PORTS, start: randomStart() });
    const controlPlaneClient = createControlPlaneClient(`http://${LOOPBACK}:${ports.controlPlaneAdmin}`);
    const serviceProxyUrl = `http://${LOOPBACK}:${ports.serviceProxy}`;
    mkdirSync(paths.run, { recursive: true });
    mkdirSync(paths.logs, { recursive: true });

    const api = await createKubernetesApi({
      host: LOOPBACK,
      port: ports.kubernetesApi,
      version: KUBERNETES_VERSION,
      podRuntime: createPodRuntime(() => agent, paths.logs),
      portForwardHint: 'Use ./workshop port-forward, which takes the same arguments.',
      resources: APP_MESH_KINDS,
      admitPod: (pod) => admitPod(pod, readAdmissionContext(api.store, envoy.version)),
    });
    stops.push(() => api.close());
    registerNode(api.store, envoy.version);
    const controllers = startControllers(api, {
      nodePorts: keepNodePorts(nodePortPool(options.basePort, allocator)),
      podPort: readPodPort,
      onProblem: log,
    });
    stops.push(() => controllers.stop());
    writeKubeconfig(paths.kubeconfig, api);
    progress(`Kubernetes API at ${api.url}`);

    const kept: KeptProcess[] = [];
    const showProcesses = () =>
      writeProcessTable(paths.processes, [
        { name: 'supervisor', pid: process.pid, restarts: 0 },
        ...kept.map(({ name, pid, restarts }) => ({
          name,
          restarts,
          ...(pid === undefined ? {} : { pid }),
        })),
      ]);
    stops.push(async (graceMs) => {
      await Promise.all(kept.map((it) => it.stop(graceMs)));
    });
    const keep = async (name: string, plan: ProcessPlan) => {
      kept.push(await keepProcess(name, plan, log, showProcesses));
      showProcesses();
    };
    await keep('control-plane', await planControlPlane(options));

    agent = startNodeAgent({
      store: api.store,
      ports: allocator,
      controlPlane: controlPlaneClient,
      xdsPort: ports.xds,
      serviceProxy: serviceProxyUrl,
      envoy,
      ...(options.tools.aws === undefined ? {} : { aws: options.tools.aws.path }),
      awsEnvironment: {
        AWS_ENDPOINT_URL_APP_MESH: `http://${LOOPBACK}:${ports.appMeshApi}`,
        AWS_REGION: REGION,
        AWS_DEFAULT_REGION: REGION,
        AWS_ACCESS_KEY_ID: 'mesh-workshop',
        AWS_SECRET_ACCESS_KEY: 'mesh-workshop',
        AWS_PAGER: '',
      },
      services: listServices(),
      bundle: (service) => bundleService(service, options.images),
      runMark: runMarkOf(identifyProcess(process.pid)),
      podsDirectory: paths.pods,
      logsDirectory: paths.logs,
      log,
    });
    const { stop: stopAgent, pods } = agent;
    const watching = new AbortController();
    const onReason = ({ namespace, name }: RunningPod, message: string) => {
      const pod = api.store.get(PODS, namespace, name);
      if (pod === undefined) return;
      recordEvent(api.store, pod, { type: 'Normal', reason: 'EnvoyWaits', message, component: 'node-agent' });
    };
    const watch = watchUnreadySidecars(controlPlaneClient, pods, onReason, watching.signal);
    stops.push(async (graceMs) => {
      watching.abort();
      await watch;
      await stopAgent(graceMs);
    });

    await until('the control plane', kept, () => controlPlaneClient.isReady());
    progress(`control plane: App Mesh API at http://${LOOPBACK}:${ports.appMeshApi}`);
    // Only now: an Envoy that finds nobody at the xDS port waits longer and longer before it looks again.
    await keep('service-proxy', planServiceProxy(options, envoy.path));
    const isLive = async () => (await checkEnvoyLive(ports.serviceProxyAdmin)) === undefined;
    await until('the service proxy', kept, isLive);
    progress(`service proxy at ${serviceProxyUrl}`);

    const state: WorkshopState = {
      stateDirectory: options.stateDirectory,
      supervisorPid: process.pid,
      supervisor: identifyProcess(process.pid),
      startedAt: new Date(startedAt).toISOString(),
      readyAfterMs: Date.now() - startedAt,
      kubernetesApi: api.url,
      appMeshApi: `http://${LOOPBACK}:${ports.appMeshApi}`,
      xds: `${LOOPBACK}:${ports.xds}`,
      admin: `http://${LOOPBACK}:${ports.controlPlaneAdmin}`,
      httpProxy: serviceProxyUrl,
      serviceProxyAdmin: `http://${LOOPBACK}:${ports.serviceProxyAdmin}`,
      kubeconfig: paths.kubeconfig,
      region: REGION,
      tools: options.tools,
    };
    writeFileSync(`${paths.state}.new`, JSON.stringify(state, null, 2));
    renameSync(`${paths.state}.new`, paths.state);
    return { state, stop };
  } catch (error) {
    await stop(500);
    throw error;
  }
}

/** With base port 0 the load balancers' ports come from the same pool as the pods'; else from the fixed range, the first free one first. */
function nodePortPool(basePort: number, pool: PortAllocator): PortAllocator {
  return basePort === 0 ? pool : createPortAllocator(nodePortRange(basePort));
}

/** Two environments started at once should not look at the same ports first. */
function randomStart(): number {
  return ANY_PORTS.first + Math.floor(Math.random() * (ANY_PORTS.last - ANY_PORTS.first));
}

async function until(
  what: string,
  kept: readonly KeptProcess[],
  test: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + READY_LIMIT_MS;
  while (!(await test())) {
    const failing = kept.find((it) => it.restarts >= 3);
    if (failing !== undefined)
      throw new Error(`${failing.name} ends again and again. See its log: ./workshop logs ${failing.name}`);
    if (performance.now() > deadline)
      throw new Error(`${what} is not ready after ${READY_LIMIT_MS / 1000} s`);
    await delay(POLL_MS);
  }
}
