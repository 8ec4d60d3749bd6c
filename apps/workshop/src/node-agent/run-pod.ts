import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ENVOY_CONTAINER } from '@mesh-workshop/appmesh';
import {
  CONFIG_MAPS,
  type Container,
  isPodFinished,
  PODS,
  type Pod,
  recordEvent,
  SECRETS,
} from '@mesh-workshop/kubernetes-api';
import { type LocalImage, parseImage } from '../images/parse-image.ts';
import { RUN_MARK_VARIABLE } from '../processes/process-identity.ts';
import { startProcess } from '../processes/start-process.ts';
import { resolveContainerEnvironment } from './container-environment.ts';
import { checkEnvoyLive } from './envoy-admin.ts';
import { type EnvoyIdentity, readEnvoyIdentity } from './envoy-identity.ts';
import type { NodeContext } from './node-context.ts';
import { planContainerCommand } from './plan-container.ts';
import { containerLogFile } from './pod-logs.ts';
import {
  allocatePodPorts,
  containerPortsOf,
  LOOPBACK,
  listPodPorts,
  type PodPorts,
  portAnnotations,
} from './pod-ports.ts';
import { buildPodStatus, type ContainerView, NOT_STARTED } from './pod-status.ts';
import { type BoundProbe, type RunningContainer, runContainer } from './run-container.ts';
import { runProbe } from './run-probe.ts';
import { buildSidecarBootstrap, envoyArguments } from './sidecar-bootstrap.ts';

/** A container's process as `kubectl exec` needs to know it. */
export interface ContainerSurroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** A pod this agent runs. */
export interface RunningPod {
  readonly uid: string;
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

const SIDECAR_STOP_GRACE_MS = 1000;

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

  const event = (type: 'Normal' | 'Warning', reason: string, message: string) =>
    recordEvent(context.store, pod, { type, reason, message, component: 'node-agent' });

  function report(): void {
    const written = context.store.modifyStatus(PODS, namespace, name, (current) => {
      if (current.metadata.uid !== uid) return current.status;
      const views = new Map(
        pod.spec.containers.map((it) => [
          it.name,
          refusals.get(it.name) ?? containers.get(it.name)?.view ?? NOT_STARTED,
        ]),
      );
      return buildPodStatus(current, views, sidecars, Date.now());
    });
    // Nobody needs the sidecar of a job that is done.
    if (written !== undefined && isPodFinished(written)) void stop([...sidecars], SIDECAR_STOP_GRACE_MS);
  }

  function refuse(container: Container, reason: string, message: string): void {
    refusals.set(container.name, { ...NOT_STARTED, state: { waiting: { reason, message } } });
    event('Warning', 'Failed', message);
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

  function startEnvoy(who: EnvoyIdentity): void {
    const { sidecar } = ports;
    if (sidecar === undefined) return;
    const configFile = path.join(directory, 'envoy.json');
    writeFileSync(
      configFile,
      buildSidecarBootstrap({
        identity: who,
        pod: name,
        namespace,
        ports: { ...ports, sidecar },
        xdsPort: context.xdsPort,
      }),
    );
    const env = { PATH: '/usr/bin:/bin' };
    surroundings.set(ENVOY_CONTAINER, { env, cwd: directory });
    start(ENVOY_CONTAINER, {
      readinessProbe: {
        rhythm: { periodSeconds: 2, failureThreshold: 2 },
        probe: () => checkEnvoyLive(sidecar.admin),
      },
      stopGraceMs: SIDECAR_STOP_GRACE_MS,
      command: { command: context.envoy.path, args: envoyArguments(configFile) },
      env,
    });
  }

  async function startApp(container: Container, image: LocalImage): Promise<void> {
    const bundle = image.kind === 'service' ? await context.bundle(image.service) : undefined;
    const first = container.ports?.[0]?.containerPort;
    const port = first === undefined ? undefined : ports.app[first];
    const proxy =
      ports.sidecar === undefined ? context.serviceProxy : `http://${LOOPBACK}:${ports.sidecar.egress}`;
    const { env, problems } = resolveContainerEnvironment(
      pod,
      container,
      {
        configMap: (it) => context.store.get(CONFIG_MAPS, namespace, it),
        secret: (it) => context.store.get(SECRETS, namespace, it),
      },
      {
        searchPath: `${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        home: directory,
        proxy,
        ...(port === undefined ? {} : { port }),
        ...(image.kind === 'service' ? { version: image.version } : {}),
      },
    );
    if (problems.length > 0) {
      refuse(container, 'CreateContainerConfigError', problems.join('; '));
      return;
    }
    const complete = {
      ...(image.kind === 'aws-cli' ? context.awsEnvironment : {}),
      ...env,
      [RUN_MARK_VARIABLE]: context.runMark,
    };
    surroundings.set(container.name, { env: complete, cwd: directory });
    const target = { container, ports: ports.app, env: complete, cwd: directory };
    const bind = (probe: Container['readinessProbe']): BoundProbe | undefined =>
      probe === undefined ? undefined : { rhythm: probe, probe: () => runProbe(probe, target) };
    const startupProbe = bind(container.startupProbe);
    const readinessProbe = bind(container.readinessProbe);
    const livenessProbe = bind(container.livenessProbe);
    start(container.name, {
      ...(startupProbe === undefined ? {} : { startupProbe }),
      ...(readinessProbe === undefined ? {} : { readinessProbe }),
      ...(livenessProbe === undefined ? {} : { livenessProbe }),
      stopGraceMs: (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000,
      command: planContainerCommand(container, image, {
        node: process.execPath,
        ...(bundle === undefined ? {} : { bundle }),
        ...(context.aws === undefined ? {} : { aws: context.aws }),
      }),
      env: complete,
    });
  }

  function start(
    container: string,
    plan: Pick<
      Parameters<typeof runContainer>[0],
      'startupProbe' | 'readinessProbe' | 'livenessProbe' | 'stopGraceMs'
    > & {
      readonly command: { readonly command: string; readonly args: readonly string[] };
      readonly env: NodeJS.ProcessEnv;
    },
  ): void {
    const { command, env, ...probes } = plan;
    containers.set(
      container,
      runContainer({
        ...probes,
        name: container,
        restartPolicy: container === ENVOY_CONTAINER ? 'Always' : (pod.spec.restartPolicy ?? 'Always'),
        launch: (restartCount) =>
          startProcess({
            ...command,
            env,
            cwd: directory,
            logFile: containerLogFile(
              context.logsDirectory,
              { namespace, pod: name, container },
              restartCount,
            ),
          }),
        onChange: report,
        onEvent: event,
      }),
    );
  }

  async function startAll(): Promise<void> {
    mkdirSync(directory, { recursive: true });
    await takePorts();
    if (identity !== undefined) startEnvoy(identity);
    await Promise.all(
      apps.map(async (container) => {
        const parsed = parseImage(container.image, context.services);
        if ('refusal' in parsed) {
          refuse(container, 'ErrImagePull', parsed.refusal);
          return;
        }
        try {
          await startApp(container, parsed.image);
        } catch (error) {
          refuse(container, 'CreateContainerError', error instanceof Error ? error.message : String(error));
        }
      }),
    );
    report();
  }

  async function stop(names: readonly string[], graceMs: number): Promise<void> {
    await Promise.all(names.map((it) => containers.get(it)?.stop(graceMs)));
  }

  function releasePorts(): void {
    for (const port of listPodPorts(ports)) context.ports.release(port);
  }

  event('Normal', 'Scheduled', `Assigned ${namespace}/${name} to this machine`);
  await startAll();
  return {
    uid,
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
        return (
          refusals.has(it) || view?.ready === true || view?.lastState !== undefined || view?.finished === true
        );
      }),
    stopProbes() {
      for (const container of containers.values()) container.stopProbes();
    },
    stopApps: (graceMs) =>
      stop(
        apps.map((it) => it.name),
        graceMs,
      ),
    stopSidecar: (graceMs) => stop(envoys, graceMs),
    async rebind() {
      event(
        'Warning',
        'PortTaken',
        'a port of this pod was taken by somebody else; starting again on other ports',
      );
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
