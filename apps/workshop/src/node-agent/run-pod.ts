import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ENVOY_CONTAINER } from '@mesh-workshop/appmesh-kubernetes';
import { PODS, type Pod, recordEvent } from '@mesh-workshop/kubernetes-api';
import { parseImage } from '../images/parse-image.ts';
import { startProcess } from '../processes/start-process.ts';
import { drainSidecar } from './drain-sidecar.ts';
import { type EnvoyIdentity, readEnvoyIdentity } from './envoy-identity.ts';
import { leaveEndpoints, type RunningEnvoy } from './leave-endpoints.ts';
import { listUnsupported } from './list-unsupported.ts';
import type { NodeContext } from './node-context.ts';
import { planAppLaunch } from './plan-app-launch.ts';
import { planSidecarLaunch, SIDECAR_STOP_GRACE_MS } from './plan-sidecar-launch.ts';
import { newPodLife, type PodAction, type PodEvent, type Refusal, stepPodLife } from './pod-life.ts';
import { containerLogFile } from './pod-logs.ts';
import {
  allocatePodPorts,
  containerPortsOf,
  type PodPorts,
  portAnnotations,
  trafficAddresses,
} from './pod-ports.ts';
import { buildPodStatus, type ContainerView, NOT_STARTED } from './pod-status.ts';
import { type ContainerLaunch, type RunningContainer, runContainer } from './run-container.ts';

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
  view(container: string): ContainerView | undefined;
  surroundings(container: string): ContainerSurroundings | undefined;
  /** Starts it: ports, then its Envoy, then its containers. */
  begin(): void;
  /** nothing more is to be expected soon: every container but the sidecar is ready, has ended or cannot be started, or the pod is being removed */
  isSettled(): boolean;
  /** somebody else was faster to bind one of its ports: starts everything again on others */
  portLost(): void;
  /**
   * Ends it without losing a request; resolves when nothing is left of it. The whole takes at most the grace period of `deleted`, of which the steps before
   * the app's SIGTERM may use half.
   */
  remove(deleted: Pod): Promise<void>;
  /** Ends it without draining anything, also when it is being removed already; resolves when nothing is left of it. */
  end(graceMs: number): Promise<void>;
}

/** How often to look again for a ConfigMap or Secret that a container needs. */
const CONFIGURATION_RETRY_MS = 1000;

/**
 * A pod that waits for its `begin`. What is to be done when is decided in `pod-life.ts`; here it is done. Everything that happens shows up in the pod's
 * status, and what goes wrong in the agent itself in its log. `runningEnvoys` are all that may send it requests.
 */
export function runPod(
  context: NodeContext,
  pod: Pod,
  runningEnvoys: () => readonly RunningEnvoy[],
): RunningPod {
  const namespace = pod.metadata.namespace ?? 'default';
  const { name, uid } = pod.metadata;
  const identity = readEnvoyIdentity(pod);
  const directory = path.join(context.podsDirectory, uid);
  const specs = new Map(pod.spec.containers.map((it) => [it.name, it]));
  const envoy = identity === undefined ? undefined : ENVOY_CONTAINER;
  const apps = [...specs.keys()].filter((it) => it !== envoy);
  // A gateway's pod has run to its end when its Envoy has; another's when its app has.
  const sidecars = new Set(identity?.role === 'sidecar' ? [ENVOY_CONTAINER] : []);
  const containers = new Map<string, RunningContainer>();
  const surroundings = new Map<string, ContainerSurroundings>();
  const refusals = new Map<string, ContainerView>();
  const heldPorts: number[] = [];
  let ports: PodPorts = { app: {} };
  let patience = timeLimits(0);
  let resolveGone: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    resolveGone = resolve;
  });

  let life = newPodLife([...specs.keys()], envoy);
  const events: PodEvent[] = [];
  let isStepping = false;

  /** One event after the other: an action may bring about the next. */
  function send(event: PodEvent): void {
    events.push(event);
    if (isStepping) return;
    isStepping = true;
    for (let next = events.shift(); next !== undefined; next = events.shift()) {
      const step = stepPodLife(life, next);
      life = step.life;
      for (const action of step.actions) {
        try {
          perform(action);
        } catch (error) {
          complain(error);
        }
      }
    }
    isStepping = false;
  }

  function perform(action: PodAction): void {
    switch (action.type) {
      case 'takePorts':
        answer(takePorts(), { type: 'portsTaken' }, { type: 'portsFailed' });
        break;
      case 'plan':
        void planLaunch(action.container).then((plan) => {
          const { container, round } = action;
          if ('launch' in plan) send({ type: 'planned', container, round, launch: plan.launch });
          else send({ type: 'unplannable', container, round, refusal: plan });
        });
        break;
      case 'retryLater': {
        const { container, round } = action;
        setTimeout(() => send({ type: 'retryDue', container, round }), CONFIGURATION_RETRY_MS).unref();
        break;
      }
      case 'refuse': {
        const { reason, message } = action.refusal;
        refusals.set(action.container, { ...NOT_STARTED, state: { waiting: { reason, message } } });
        tell('Warning', 'Failed', message);
        report();
        break;
      }
      case 'start':
        start(action.container, action.launch);
        break;
      case 'stopProbes':
        for (const it of containers.values()) it.stopProbes();
        break;
      case 'leave':
        answer(leave(), { type: 'left' });
        break;
      case 'drain':
        answer(drainSidecar(ports.sidecar?.admin ?? 0, patience.drainMs()), { type: 'drained' });
        break;
      case 'stop': {
        const { container, why } = action;
        const graceMs = why === 'removal' && container !== envoy ? patience.stopMs() : SIDECAR_STOP_GRACE_MS;
        const stopped =
          containers.get(container)?.stop(Math.min(graceMs, patience.mostMs)) ?? Promise.resolve();
        // A pod that is over stays, and its sidecar is not to be seen running for ever.
        answer(why === 'finish' ? stopped.then(report) : stopped, { type: 'stopped', container });
        break;
      }
      case 'dispose':
        resolveGone();
        releasePorts();
        rmSync(directory, { recursive: true, force: true });
        break;
    }
  }

  /** What goes wrong ends nothing: without an answer of its own it counts as done, so that a pod is always removable. */
  function answer(work: Promise<unknown>, done: PodEvent, failed: PodEvent = done): void {
    work.then(
      () => send(done),
      (error: unknown) => {
        complain(error);
        send(failed);
      },
    );
  }

  function complain(error: unknown): void {
    context.log(`pod ${namespace}/${name}, ${life.phase}: ${error instanceof Error ? error.stack : error}`);
  }

  function tell(type: 'Normal' | 'Warning', reason: string, message: string): void {
    recordEvent(context.store, pod, { type, reason, message, component: 'node-agent' });
  }

  function report(): void {
    context.store.modifyStatus(PODS, namespace, name, (current) => {
      if (current.metadata.uid !== uid) return current.status;
      const view = (container: string) =>
        refusals.get(container) ?? containers.get(container)?.view ?? NOT_STARTED;
      const views = new Map([...specs.keys()].map((it) => [it, view(it)]));
      return buildPodStatus(current, views, sidecars, Date.now());
    });
    // Nobody needs the sidecar of a job that is done.
    if (sidecars.size > 0 && apps.every((it) => containers.get(it)?.view.finished))
      send({ type: 'finished' });
  }

  async function takePorts(): Promise<void> {
    releasePorts();
    mkdirSync(directory, { recursive: true });
    ports = await allocatePodPorts(containerPortsOf(pod.spec), identity?.role, async () => {
      const port = await context.ports.allocate();
      heldPorts.push(port);
      return port;
    });
    context.store.modify(PODS, namespace, name, (current) => {
      if (current.metadata.uid !== uid) return current;
      const annotations = { ...current.metadata.annotations, ...portAnnotations(ports) };
      return { ...current, metadata: { ...current.metadata, annotations } };
    });
  }

  function releasePorts(): void {
    for (const port of heldPorts.splice(0)) context.ports.release(port);
  }

  async function planLaunch(container: string): Promise<{ readonly launch: ContainerLaunch } | Refusal> {
    try {
      const { sidecar } = ports;
      if (container === envoy && identity !== undefined && sidecar !== undefined) {
        const where = { name, namespace, directory };
        return { launch: planSidecarLaunch(context, where, identity, { ...ports, sidecar }) };
      }
      const spec = specs.get(container);
      if (spec === undefined) throw new Error(`the pod has no container ${container}`);
      const parsed = parseImage(spec.image, context.services);
      if ('refusal' in parsed) return { reason: 'ErrImagePull', message: parsed.refusal, retry: false };
      const plan = await planAppLaunch(context, pod, spec, parsed.image, ports, directory);
      if ('launch' in plan) return plan;
      // What is missing may have been applied after the pod.
      return { reason: 'CreateContainerConfigError', message: plan.problems.join('; '), retry: true };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { reason: 'CreateContainerError', message, retry: false };
    }
  }

  function start(container: string, { command, args, env, ...watched }: ContainerLaunch): void {
    refusals.delete(container);
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
      onEvent: tell,
    });
    containers.set(container, running);
    report();
  }

  async function leave(): Promise<void> {
    const addresses = Object.values(trafficAddresses(ports));
    const { controlPlane } = context;
    const { left, users } = await leaveEndpoints(controlPlane, addresses, runningEnvoys, patience.drainMs());
    if (!left)
      context.log(`pod ${namespace}/${name} ends although ${users.join(', ')} may still send it requests`);
  }

  return {
    namespace,
    name,
    sidecar: identity,
    view: (container) => containers.get(container)?.view,
    surroundings: (container) => surroundings.get(container),
    begin() {
      if (life.phase !== 'waiting') return;
      tell('Normal', 'Scheduled', `Assigned ${namespace}/${name} to this machine`);
      for (const it of listUnsupported(pod)) tell('Warning', 'NotSupported', `On the local target ${it}`);
      send({ type: 'begin' });
    },
    isSettled() {
      if (life.phase === 'waiting' || life.phase === 'takingPorts' || life.phase === 'moving') return false;
      const isSettled = (view: ContainerView | undefined) =>
        view !== undefined && (view.ready || view.finished || view.lastState !== undefined);
      return (
        life.phase !== 'running' ||
        apps.every((it) => refusals.has(it) || isSettled(containers.get(it)?.view))
      );
    },
    portLost() {
      const before = life.phase;
      send({ type: 'portLost' });
      if (before !== life.phase)
        tell('Warning', 'PortTaken', 'somebody else took a port of this pod; starting again on other ports');
    },
    remove(deleted) {
      const { metadata, spec } = deleted;
      const graceSeconds = metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
      if (life.removal === 'none') patience = timeLimits(graceSeconds * 1000);
      send({ type: 'remove', how: 'gracefully' });
      return gone;
    },
    end(graceMs) {
      patience = { ...timeLimits(graceMs), mostMs: graceMs };
      send({ type: 'remove', how: 'at once' });
      return gone;
    },
  };
}

/** How long the steps of a removal that begins now may take, in milliseconds: half of the grace period until the apps are told to end, the rest for them. */
function timeLimits(graceMs: number): { drainMs(): number; stopMs(): number; readonly mostMs: number } {
  const begun = performance.now();
  const until = (ms: number) => Math.max(0, begun + ms - performance.now());
  return {
    drainMs: () => until(graceMs / 2),
    stopMs: () => until(graceMs),
    mostMs: Number.POSITIVE_INFINITY,
  };
}
