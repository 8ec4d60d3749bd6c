import type { Command } from 'commander';
import { takeDown } from '../down/take-down.ts';
import { statePaths } from '../state/workshop-paths.ts';
import { findRunningTutorials } from '../tutorial/tutorial-lock.ts';
import { WorkshopError } from '../workshop-error.ts';
import { readGlobalOptions } from './global-options.ts';

/** Adds `down`. */
export function registerDown(program: Command): void {
  program
    .command('down')
    .summary('stop the local environment and forget its state')
    .description(
      'Stops every process of the environment and forgets what was in it: meshes, deployments, the journal.\n' +
        'Tools, images and the logs of this run stay. Safe to run twice, and after the supervisor was killed.',
    )
    .option('--force', 'also under a tutorial that a command is working on')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing runs any more, 1 a tutorial is being worked on or a process could not be ended, 2 wrong usage.',
    )
    .action(async ({ force }: { force?: true }, command: Command) => {
      const { stateDirectory } = readGlobalOptions(command);
      if (force !== true) await refuseUnderTutorial(stateDirectory);
      const { wasRunning, killed } = await takeDown(stateDirectory);
      if (killed.length > 0) process.stderr.write(`Had to kill ${killed.length} processes.\n`);
      process.stdout.write(
        wasRunning
          ? `Stopped. The logs of this run are in ${statePaths(stateDirectory).logs}\n`
          : 'Nothing was running.\n',
      );
    });
}

/** What is taken away under a tutorial looks like faults of the tutorial. */
async function refuseUnderTutorial(stateDirectory: string): Promise<void> {
  const [running] = await findRunningTutorials(stateDirectory);
  if (running === undefined) return;
  throw new WorkshopError(
    `process ${running.holder.pid} is working on the ${running.tutorial} tutorial in this environment. Wait for it or end it with Ctrl-C first; --force stops the environment under it.`,
  );
}
