import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { withLock } from '@mesh-workshop/process-lock';
import { takeDown } from '../down/take-down.ts';
import { sharedPaths, statePaths } from '../state/workshop-paths.ts';
import { findWorkshopState, loadWorkshopState, type WorkshopState } from '../state/workshop-state.ts';
import { detectPlatform } from '../tools/detect-platform.ts';
import { describeMissingTool, obtainTools } from '../tools/obtain-tools.ts';
import type { ToolContext } from '../tools/tool.ts';
import { WorkshopError } from '../workshop-error.ts';
import { checkPorts } from './check-ports.ts';
import { choosePorts } from './choose-ports.ts';
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
  await launchSupervisor(
    { stateDirectory, basePort, ports, images: shared.images, tools },
    logFile,
    (what, afterMs) => report(`${(afterMs / 1000).toFixed(1).padStart(5)} s  ${what}`),
    signal ?? new AbortController().signal,
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
