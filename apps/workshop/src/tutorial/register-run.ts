import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { readGlobalOptions } from '../commands/global-options.ts';
import { untilInterrupted } from '../processes/until-interrupted.ts';
import { bringUp } from '../up/bring-up.ts';
import { WorkshopError } from '../workshop-error.ts';
import { findTutorial, TUTORIALS } from './find-tutorial.ts';
import { type AfterRun, renderAfterRun } from './render-after-run.ts';
import { runTutorial } from './run-tutorial.ts';
import type { Step } from './steps/list-steps.ts';
import { renderSummary } from './summary/render-summary.ts';
import type { Phase, RunSummary } from './summary/summary.ts';
import type { Tutorial } from './tutorial.ts';
import { withTutorial } from './tutorial-lock.ts';
import { openTutorial, readWhatRuns } from './tutorial-session.ts';

interface RunFlags {
  readonly cleanUp?: true;
  readonly json?: string;
}

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
      const { stateDirectory } = readGlobalOptions(command);
      let at: Step | undefined;
      const say = async (after: Omit<AfterRun, 'environment' | 'tutorial'>) => {
        const lines = renderAfterRun({ tutorial, ...after, ...(await readWhatRuns(stateDirectory)) });
        (after.outcome === 'interrupted' ? process.stderr : process.stdout).write(`${lines.join('\n')}\n`);
      };
      const follow = async (signal: AbortSignal) => {
        const onStep = (step: Step) => {
          at = step;
        };
        const summary = await run(tutorial, flags, command, onStep, signal);
        if (flags.json !== undefined) await writeFile(flags.json, `${JSON.stringify(summary, null, 2)}\n`);
        process.stdout.write(`\n${renderSummary(summary).join('\n')}\n`);
        if (!summary.passed) process.exitCode = 1;
        if (!summary.passed) await say({ outcome: 'failed', stoppedAt: at });
        else await say({ outcome: flags.cleanUp === true ? 'cleaned up' : 'passed' });
      };
      await withTutorial(stateDirectory, name, () =>
        untilInterrupted(follow, () => say({ outcome: 'interrupted', stoppedAt: at })),
      );
    });
}

async function run(
  tutorial: Tutorial,
  flags: RunFlags,
  command: Command,
  onStep: (step: Step) => void,
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
  const { teaching, cleanUp, plan } = await openTutorial(tutorial, state, signal);
  const { reporter } = plan;
  return runTutorial({
    ...plan,
    teaching,
    cleanUp: flags.cleanUp === true ? cleanUp : [],
    calledAt,
    phases,
    reporter: {
      ...reporter,
      step(step) {
        onStep(step);
        reporter.step(step);
      },
    },
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
