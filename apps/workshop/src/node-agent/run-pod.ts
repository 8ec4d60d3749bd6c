import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ENVOY_CONTAINER } from '@mesh-workshop/appmesh-kubernetes';
import { type Container, isPodFinished, PODS, type Pod, recordEvent } from '@mesh-workshop/kubernetes-api';
import { parseImage } from '../images/parse-image.ts';
import { startProcess } from '../processes/start-process.ts';
import type { ContainerLaunch } from './container-launch.ts';
import { type EnvoyIdentity, readEnvoyIdentity } from './envoy-identity.ts';
import { listUnsupported } from './list-unsupported.ts';
import type { NodeContext } from './node-context.ts';
import { planAppLaunch } from './plan-app-launch.ts';
import { planSidecarLaunch, SIDECAR_STOP_GRACE_MS } from './plan-sidecar-launch.ts';
import { containerLogFile } from './pod-logs.ts';
import {
  allocatePodPorts,
  containerPortsOf,
  listPodPorts,
  type PodPorts,
  portAnnotations,
} from './pod-ports.ts';
import { buildPodStatus, type ContainerView, NOT_STARTED } from './pod-status.ts';
import { type RunningContainer, runContainer } from './run-container.ts';

/** A container's process as `kubectl exec` needs to know it. */
export interface ContainerSurroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** A pod this agent runs. */
export interface RunningPod {
  readonly namespace: string;
  readonly name: string;
  /** who its Envoy is: beside the app, or all there is in the pod of a virtual gateway */
  readonly sidecar: EnvoyIdentity | undefined;
  readonly ports: PodPorts;
  view(container: string): ContainerView | undefined;
  surroundings(container: string): ContainerSurroundings | undefined;
  /** every container but the sidecar is ready, has ended, or cannot be started */
  appsSettled(): boolean;
  /** from now on it stays as ready as it is: it is about to be ended in good order */
  stopProbes(): void;
  /** ends the app's containers, not the sidecar */
  stopApps(graceMs: number): Promise<void>;
  stopSidecar(graceMs: number): Promise<void>;
  /** takes new ports and starts everything again: somebody else was faster to bind one */
  rebind(): Promise<void>;
  /** gives the ports back and removes the pod's files; call it last */
  dispose(): void;
}

/** How often to look again for a ConfigMap or Secret that a container needs. */
const CONFIGURATION_RETRY_MS = 1000;

/**
 * Runs a pod: ports, then its Envoy, then its containers. Everything that happens shows up in the pod's status; this rejects only when the agent itself
 * cannot go on.
 */
export async function runPod(context: NodeContext, pod: Pod): Promise<RunningPod> {
  const namespace = pod.metadata.namespace ?? 'default';
  const { name, uid } = pod.metadata;
  const identity = readEnvoyIdentity(pod);
  const directory = path.join(context.podsDirectory, uid);
  const containers = new Map<string, RunningContainer>();
  const surroundings = new Map<string, ContainerSurroundings>();
  const refusals = new Map<string, ContainerView>();
  const apps = pod.spec.containers.filter((it) => identity === undefined || it.name !== ENVOY_CONTAINER);
  const envoys = identity === undefined ? [] : [ENVOY_CONTAINER];
  // A gateway's pod has run to its end when its Envoy has; another's when its app has.
  const sidecars = new Set(identity?.role === 'sidecar' ? envoys : []);
  let ports: PodPorts = { app: {} };
  let ending = false;

  const event = (type: 'Normal' | 'Warning', reason: string, message: string) =>
    recordEvent(context.store, pod, { type, reason, message, component: 'node-agent' });

  function report(): void {
    const written = context.store.modifyStatus(PODS, namespace, name, (current) => {
      if (current.metadata.uid !== uid) return current.status;
      const view = (container: string) =>
        refusals.get(container) ?? containers.get(container)?.view ?? NOT_STARTED;
      const views = new Map(pod.spec.containers.map((it) => [it.name, view(it.name)]));
      return buildPodStatus(current, views, sidecars, Date.now());
    });
    // Nobody needs the sidecar of a job that is done.
    if (written !== undefined && isPodFinished(written)) void stop([...sidecars], SIDECAR_STOP_GRACE_MS);
  }

  function refuse(container: Container, reason: string, message: string): void {
    refusals.set(container.name, { ...NOT_STARTED, state: { waiting: { reason, message } } });
    event('Warning', 'Failed', message);
    report();
  }

  async function takePorts(): Promise<void> {
    ports = await allocatePodPorts(containerPortsOf(pod.spec), identity?.role, () =>
      context.ports.allocate(),
    );
    context.store.modify(PODS, namespace, name, (current) => ({
      ...current,
      metadata: {
        ...current.metadata,
        annotations: { ...current.metadata.annotations, ...portAnnotations(ports) },
      },
    }));
  }

  function start(container: string, launch: ContainerLaunch): void {
    const { command, args, env, ...watched } = launch;
    surroundings.set(container, { env, cwd: directory });
    const log = { namespace, pod: name, container };
    const running = runContainer({
      ...watched,
      name: container,
      restartPolicy: container === ENVOY_CONTAINER ? 'Always' : (pod.spec.restartPolicy ?? 'Always'),
      launch: (restartCount) =>
        startProcess({
          command,
          args,
          env,
          cwd: directory,
          logFile: containerLogFile(context.logsDirectory, log, restartCount),
        }),
      onChange: report,
      onEvent: event,
    });
    containers.set(container, running);
  }

  async function startApp(container: Container): Promise<void> {
    const parsed = parseImage(container.image, context.services);
    if ('refusal' in parsed) return refuse(container, 'ErrImagePull', parsed.refusal);
    try {
      const plan = await planAppLaunch(context, pod, container, parsed.image, ports, directory);
      if (ending) return;
      if ('launch' in plan) {
        refusals.delete(container.name);
        start(container.name, plan.launch);
        return;
      }
      refuse(container, 'CreateContainerConfigError', plan.problems.join('; '));
      // What is missing may have been applied after the pod.
      setTimeout(() => void startApp(container), CONFIGURATION_RETRY_MS).unref();
    } catch (error) {
      refuse(container, 'CreateContainerError', error instanceof Error ? error.message : String(error));
    }
  }

  async function startAll(): Promise<void> {
    mkdirSync(directory, { recursive: true });
    await takePorts();
    const { sidecar } = ports;
    if (identity !== undefined && sidecar !== undefined) {
      const where = { name, namespace, directory };
      start(ENVOY_CONTAINER, planSidecarLaunch(context, where, identity, { ...ports, sidecar }));
    }
    await Promise.all(apps.map(startApp));
    report();
  }

  async function stop(names: readonly string[], graceMs: number): Promise<void> {
    await Promise.all(names.map((it) => containers.get(it)?.stop(graceMs)));
  }

  function releasePorts(): void {
    for (const port of listPodPorts(ports)) context.ports.release(port);
  }

  event('Normal', 'Scheduled', `Assigned ${namespace}/${name} to this machine`);
  for (const it of listUnsupported(pod)) event('Warning', 'NotSupported', `On the local target ${it}`);
  await startAll();
  return {
    namespace,
    name,
    sidecar: identity,
    get ports() {
      return ports;
    },
    view: (container) => containers.get(container)?.view,
    surroundings: (container) => surroundings.get(container),
    appsSettled: () =>
      apps.every(({ name: it }) => {
        const view = containers.get(it)?.view;
        return refusals.has(it) || (view !== undefined && isSettled(view));
      }),
    stopProbes() {
      ending = true;
      for (const container of containers.values()) container.stopProbes();
    },
    async stopApps(graceMs) {
      ending = true;
      const names = apps.map((it) => it.name);
      await stop(names, graceMs);
    },
    stopSidecar: (graceMs) => stop(envoys, graceMs),
    async rebind() {
      if (ending) return;
      event('Warning', 'PortTaken', 'somebody else took a port of this pod; starting again on other ports');
      await stop([...containers.keys()], SIDECAR_STOP_GRACE_MS);
      releasePorts();
      await startAll();
    },
    dispose() {
      releasePorts();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function isSettled(view: ContainerView): boolean {
  return view.ready || view.finished || view.lastState !== undefined;
}
