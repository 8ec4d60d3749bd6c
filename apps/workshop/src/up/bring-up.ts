import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { withLock } from '@mesh-workshop/process-lock';
import { takeDown } from '../down/take-down.ts';
import { describePortHolder, findPortHolder } from '../ports/find-port-holder.ts';
import {
  ANY_PORTS,
  DEFAULT_BASE_PORT,
  type FixedPorts,
  fixedPortsFrom,
  PORT_LABELS,
} from '../ports/plan-ports.ts';
import { createPortAllocator, isPortFree } from '../ports/port-allocator.ts';
import { whileTelling } from '../progress/while-telling.ts';
import { sharedPaths, statePaths } from '../state/workshop-paths.ts';
import { findWorkshopState, loadWorkshopState, type WorkshopState } from '../state/workshop-state.ts';
import { describeMissingTool, obtainTools } from '../tools/obtain-tools.ts';
import { detectPlatform } from '../tools/pins.ts';
import type { ToolContext } from '../tools/tool.ts';
import { WorkshopError } from '../workshop-error.ts';
import { launchSupervisor } from './launch-supervisor.ts';

/** What to start and whom to tell. */
export interface UpOptions {
  readonly stateDirectory: string;
  /** 0: any free ports */
  readonly basePort: number;
  /** one line for people at each step */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes sure that an environment runs in the state directory, and gives its state and whether it had to be started: finds the tools (downloading what is
 * missing), checks the ports, starts the supervisor, waits until everything is ready. When one runs already, that one, whatever its ports. Throws WorkshopError.
 */
export async function bringUp(
  options: UpOptions,
): Promise<{ readonly state: WorkshopState; readonly started: boolean }> {
  const paths = statePaths(options.stateDirectory);
  mkdirSync(options.stateDirectory, { recursive: true });
  return withLock(
    paths.upLock,
    async () => {
      const running = await findWorkshopState(options.stateDirectory);
      if (running !== undefined) return { state: running, started: false };
      // What a killed supervisor left: its guardian ended the processes, the files are ours to remove.
      await takeDown(options.stateDirectory);
      await start(options);
      return { state: await loadWorkshopState(options.stateDirectory), started: true };
    },
    {
      onWait: (holder) =>
        options.report(`Waiting for process ${holder.pid}, which starts this environment ...`),
    },
  );
}

/** In this order. */
const STARTS = ['the Kubernetes API', 'the control plane', 'the service proxy'];

async function start({ stateDirectory, basePort, report, signal }: UpOptions): Promise<void> {
  const paths = statePaths(stateDirectory);
  const shared = sharedPaths();
  const ports = await choosePorts(basePort);
  await checkPorts(ports, basePort);
  const tools = await findTools(
    {
      paths: shared,
      environment: process.env,
      platform: detectPlatform(),
      report,
    },
    report,
  );
  if (signal?.aborted === true) throw new WorkshopError('interrupted', 130);
  rmSync(paths.logs, { recursive: true, force: true });
  mkdirSync(paths.logs, { recursive: true });
  const logFile = path.join(paths.logs, 'supervisor.log');
  let started = 0;
  const onProgress = (what: string, afterMs: number) => {
    started += 1;
    report(`${(afterMs / 1000).toFixed(1).padStart(5)} s  ${what}`);
  };
  await whileTelling(
    report,
    () => `Waiting for ${STARTS[started] ?? 'the environment'}`,
    () =>
      launchSupervisor(
        { stateDirectory, basePort, ports, images: shared.images, tools },
        logFile,
        onProgress,
        signal ?? new AbortController().signal,
      ),
  );
}

/** Envoy is needed to start at all; without the others the environment runs, and people are told what they miss. */
async function findTools(
  context: ToolContext,
  report: (line: string) => void,
): Promise<Record<string, { path: string; version: string }>> {
  const { found, missing } = await obtainTools(context, ['envoy', 'kubectl', 'helm', 'aws']);
  if (found.envoy === undefined) {
    throw new WorkshopError(
      missing.map(({ tool, problem }) => describeMissingTool(tool, problem)).join('\n'),
    );
  }
  for (const { tool, problem } of missing) report(`Note: ${describeMissingTool(tool, problem)}`);
  return Object.fromEntries(
    Object.values(found).map(({ name, path: file, version }) => [name, { path: file, version }]),
  );
}

/** The fixed ports of an environment: above the base port, or any free ones when that is 0. */
async function choosePorts(basePort: number): Promise<FixedPorts> {
  if (basePort !== 0) return fixedPortsFrom(basePort);
  const size = ANY_PORTS.last - ANY_PORTS.first;
  const allocator = createPortAllocator({
    ...ANY_PORTS,
    start: ANY_PORTS.first + Math.floor(Math.random() * size),
  });
  return {
    kubernetesApi: await allocator.allocate(),
    appMeshApi: await allocator.allocate(),
    xds: await allocator.allocate(),
    controlPlaneAdmin: await allocator.allocate(),
    serviceProxy: await allocator.allocate(),
    serviceProxyAdmin: await allocator.allocate(),
  };
}

/** Throws a WorkshopError that names every fixed port that is taken, by whom, and what to do. */
async function checkPorts(ports: FixedPorts, basePort: number): Promise<void> {
  const taken: string[] = [];
  const remedies = new Set<string>();
  for (const [name, port] of Object.entries(ports) as [keyof FixedPorts, number][]) {
    if (await isPortFree(port)) continue;
    const { by, remedy } = describePortHolder(await findPortHolder(port));
    if (remedy !== undefined) remedies.add(remedy);
    taken.push(`  port ${port} on 127.0.0.1, for the ${PORT_LABELS[name]}, is taken${by}`);
  }
  if (taken.length === 0) return;
  const other = basePort === DEFAULT_BASE_PORT ? 7600 : DEFAULT_BASE_PORT;
  throw new WorkshopError(
    [
      'the environment cannot start:',
      ...taken,
      `${capitalize([...remedies, 'take other ports'].join(', or '))}: ./workshop --base-port ${other} up, or WORKSHOP_BASE_PORT=${other} (0: any free ports).`,
    ].join('\n'),
  );
}

function capitalize(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}
