import type { Command } from 'commander';
import { readGlobalOptions } from '../commands/global-options.ts';
import { untilInterrupted } from '../processes/until-interrupted.ts';
import { findWorkshopState } from '../state/workshop-state.ts';
import { WorkshopError } from '../workshop-error.ts';
import { findTutorial, TUTORIALS } from './find-tutorial.ts';
import { renderAfterRun } from './render-after-run.ts';
import { cleanUpTutorial } from './run-tutorial.ts';
import { problemsOf } from './summary/summary.ts';
import { withTutorial } from './tutorial-lock.ts';
import { openTutorial, readWhatRuns } from './tutorial-session.ts';

/** Adds `clean-up <tutorial>`. */
export function registerCleanUp(program: Command): void {
  program
    .command('clean-up')
    .summary('take away what a tutorial has made')
    .description(
      "Runs the tutorial's clean-up steps, those from 90 on, and checks that nothing of it is left. The environment and other tutorials go on running.\n" +
        'Safe to run twice, and from whatever step the tutorial is at.',
    )
    .argument('<tutorial>', `one of: ${TUTORIALS.map((tutorial) => tutorial.name).join(', ')}`)
    .addHelpText(
      'after',
      `
Examples:
  ./workshop clean-up order

Exit codes: 0 nothing of it is left, 1 something is, 2 wrong usage, 130 interrupted.`,
    )
    .action(async (name: string, _flags: unknown, command: Command) => {
      const tutorial = findTutorial(name);
      const { stateDirectory } = readGlobalOptions(command);
      const state = await findWorkshopState(stateDirectory);
      if (state === undefined) {
        process.stdout.write('Nothing is running, so there is nothing to clean up.\n');
        return;
      }
      await withTutorial(stateDirectory, name, () =>
        untilInterrupted(
          async (signal) => {
            const { cleanUp, plan } = await openTutorial(tutorial, state, signal);
            const problems = problemsOf(await cleanUpTutorial({ ...plan, cleanUp }));
            if (problems.length > 0) {
              throw new WorkshopError(
                [
                  `not everything of the ${name} tutorial is gone:`,
                  ...problems.map((problem) => `  ${problem}`),
                  'Once more may do; ./workshop down takes everything away, other tutorials too.',
                ].join('\n'),
              );
            }
            const after = {
              tutorial,
              outcome: 'cleaned up',
              ...(await readWhatRuns(stateDirectory)),
            } as const;
            process.stdout.write(`${renderAfterRun(after).join('\n')}\n`);
          },
          async () => void process.stderr.write(`The same again finishes it: ./workshop clean-up ${name}\n`),
        ),
      );
    });
}
