import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { CHECKOUT } from '../checkout.ts';
import { readGlobalOptions } from '../commands/global-options.ts';
import { requireEnvironment } from '../environment/environment-variables.ts';
import { statePaths } from '../state/workshop-paths.ts';
import { bringUp } from '../up/bring-up.ts';
import { findServiceUrl } from '../url/find-service-url.ts';
import { WorkshopError } from '../workshop-error.ts';
import { findTutorial, TUTORIALS } from './find-tutorial.ts';
import { createAdminReader } from './readers/admin-reader.ts';
import { createAppMeshReader } from './readers/app-mesh-reader.ts';
import { createKubectl } from './readers/kubectl.ts';
import { createRunReporter } from './run-reporter.ts';
import { runTutorial } from './run-tutorial.ts';
import { listSteps } from './steps/list-steps.ts';
import { renderSummary } from './summary/render-summary.ts';
import type { Phase, RunSummary } from './summary/summary.ts';
import type { Tutorial } from './tutorial.ts';

interface RunFlags {
  readonly cleanUp?: true;
  readonly json?: string;
}

/** What a shell gives for a program that Ctrl-C ended. */
const INTERRUPTED_EXIT_CODE = 130;

/** Adds `run <tutorial>`. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .summary('follow a tutorial step by step and check every step')
    .description(
      'Starts the environment if none runs, runs the very scripts of the tutorial in order, and checks after each one over the load balancer\n' +
        'and the control plane. From the first rollout on, a background load counts every request. Leaves everything running.',
    )
    .argument('<tutorial>', `one of: ${TUTORIALS.map((tutorial) => tutorial.name).join(', ')}`)
    .option('--clean-up', 'also run the clean-up steps and check that nothing is left')
    .option('--json <file>', 'write the summary to this file')
    .addHelpText(
      'after',
      `
Examples:
  ./workshop run order
  ./workshop run order --clean-up --json summary.json

The steps are shown on stderr, the summary on stdout.
Exit codes: 0 every step and check passed and no request was lost, 1 something did not, 2 wrong usage, 130 interrupted.`,
    )
    .action(async (name: string, flags: RunFlags, command: Command) => {
      const tutorial = findTutorial(name);
      if (flags.json !== undefined) await requireDirectoryOf(flags.json);
      const interrupt = new AbortController();
      const onSignal = () => {
        // Whoever asks twice does not want to wait for the end of a download.
        if (interrupt.signal.aborted) process.exit(INTERRUPTED_EXIT_CODE);
        interrupt.abort();
      };
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, onSignal);
      try {
        const summary = await run(tutorial, flags, command, interrupt.signal);
        if (flags.json !== undefined) await writeFile(flags.json, `${JSON.stringify(summary, null, 2)}\n`);
        process.stdout.write(`\n${renderSummary(summary).join('\n')}\n`);
        if (summary.passed && flags.cleanUp !== true) process.stdout.write(renderGoOn(tutorial));
        if (!summary.passed) process.exitCode = 1;
      } catch (error) {
        if (!interrupt.signal.aborted) throw error;
        process.stderr.write(
          '\nInterrupted. The environment is as the last step left it; ./workshop down stops it.\n',
        );
        process.exitCode = INTERRUPTED_EXIT_CODE;
      } finally {
        for (const signal of signals) process.off(signal, onSignal);
      }
    });
}

async function run(
  tutorial: Tutorial,
  flags: RunFlags,
  command: Command,
  signal: AbortSignal,
): Promise<RunSummary> {
  const { stateDirectory, basePort } = readGlobalOptions(command);
  const { calledAt, installMs } = readCallTime(process.env.WORKSHOP_CALLED_AT);
  const begun = performance.now();
  const { state, started } = await bringUp({
    stateDirectory,
    basePort,
    report: (line) => process.stderr.write(`${line}\n`),
    signal,
  });
  signal.throwIfAborted();
  const upMs = started ? state.readyAfterMs : 0;
  const phases: readonly Phase[] = [
    { name: 'install', tookMs: installMs },
    { name: 'tools', tookMs: performance.now() - begun - upMs },
    { name: 'up', tookMs: upMs },
  ];
  const environment = {
    ...process.env,
    ...(await requireEnvironment(stateDirectory)),
    WORKSHOP_STATE_DIR: stateDirectory,
    TARGET: 'local',
  };
  const { logs } = statePaths(stateDirectory);
  const steps = await listSteps(path.join(CHECKOUT, 'scripts', tutorial.name));
  const kubectl = createKubectl(environment, signal);
  let address: URL | undefined;
  return runTutorial({
    tutorial,
    teaching: steps.teaching,
    cleanUp: flags.cleanUp === true ? steps.cleanUp : [],
    context: {
      meshName: tutorial.meshName,
      namespace: tutorial.namespace,
      answer: tutorial.answer,
      // Kept, so that after the clean-up there is an address nobody may answer at.
      loadBalancer: async () => {
        address ??= new URL(
          await findServiceUrl(state.kubernetesApi, tutorial.namespace, tutorial.loadBalancerService),
        );
        return address;
      },
      appMesh: createAppMeshReader(state.appMeshApi, tutorial.meshName, signal),
      admin: createAdminReader(state.admin, signal),
      kubectl,
      logs,
      signal,
    },
    directory: CHECKOUT,
    environment,
    calledAt,
    phases,
    reporter: createRunReporter(process.stderr, logs),
  });
}

/**
 * The launcher notes when it was called (epoch seconds, perhaps with a fraction) before it installs anything; started
 * without it, the time counts from the start of this process.
 */
function readCallTime(noted: string | undefined): { calledAt: number; installMs: number } {
  const seconds = Number(noted?.replace(',', '.'));
  const calledAt = seconds > 0 ? Math.min(seconds * 1000, performance.timeOrigin) : performance.timeOrigin;
  return { calledAt, installMs: performance.timeOrigin - calledAt };
}

/** After minutes of work is too late to find out that the summary has nowhere to go. */
async function requireDirectoryOf(file: string): Promise<void> {
  const directory = path.dirname(path.resolve(file));
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    throw new WorkshopError(
      `--json ${file}: there is no directory ${directory}. Create it, or name another file.`,
      2,
    );
  }
}

function renderGoOn(tutorial: Tutorial): string {
  return `\nEverything is still running. Go on by hand:\n${tutorial.goOn.map((line) => `  ${line}\n`).join('')}`;
}
