import type { Command } from 'commander';
import { readGlobalOptions } from '../commands/global-options.ts';
import { untilInterrupted } from '../processes/until-interrupted.ts';
import { bringUp } from '../up/bring-up.ts';
import { WorkshopError } from '../workshop-error.ts';
import { findTutorial, TUTORIALS } from './find-tutorial.ts';
import { runStep } from './run-tutorial.ts';
import { findStep } from './steps/find-step.ts';
import { withTutorial } from './tutorial-lock.ts';
import { openTutorial } from './tutorial-session.ts';

/** Adds `reset <tutorial> [step]`. */
export function registerReset(program: Command): void {
  program
    .command('reset')
    .summary('bring a tutorial to the state before one of its steps')
    .description(
      'Takes away what the tutorial has made, then runs its steps up to the one that is named, without checks. Starts the environment if none runs.\n' +
        'Other tutorials are left alone.',
    )
    .argument('<tutorial>', `one of: ${TUTORIALS.map((tutorial) => tutorial.name).join(', ')}`)
    .argument('[step]', 'number or script of the step that is to come next (default: the first one)')
    .addHelpText(
      'after',
      `
Examples:
  ./workshop reset order                                    as if nothing had been done
  ./workshop reset order 05                                 steps 01 to 04 are done, 05 comes next
  ./workshop reset echo scripts/echo/20-split-backend.sh

Exit codes: 0 the step can be run, 1 a step on the way to it failed, 2 wrong usage, 130 interrupted.`,
    )
    .action(async (name: string, meant: string | undefined, _flags: unknown, command: Command) => {
      const tutorial = findTutorial(name);
      const { stateDirectory, basePort } = readGlobalOptions(command);
      await withTutorial(stateDirectory, name, () =>
        untilInterrupted(
          async (signal) => {
            const report = (line: string) => void process.stderr.write(`${line}\n`);
            const { state } = await bringUp({ stateDirectory, basePort, report, signal });
            signal.throwIfAborted();
            const { teaching, cleanUp, plan } = await openTutorial(tutorial, state, signal);
            const next = findStep([...teaching, ...cleanUp], meant ?? teaching[0]?.file ?? '');
            for (const step of [...cleanUp, ...teaching.filter(({ number }) => number < next.number)]) {
              if ((await runStep(step, plan)).exitCode === 0) continue;
              throw new WorkshopError(
                `the ${name} tutorial is not as before step ${next.file}: step ${step.file} failed, see above.\n` +
                  `Once more may do: ./workshop reset ${name} ${next.number}. From an empty environment: ./workshop down, then the same.`,
              );
            }
            process.stdout.write(
              `\nThe ${name} tutorial is as before step ${next.number}, ${next.title}.\nNext: scripts/${name}/${next.file}\n`,
            );
          },
          async () =>
            void process.stderr.write(
              `The same again finishes it: ./workshop reset ${name} ${meant ?? ''}\n`,
            ),
        ),
      );
    });
}
