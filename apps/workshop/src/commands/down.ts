import type { Command } from 'commander';
import { takeDown } from '../down/take-down.ts';
import { statePaths } from '../state/workshop-paths.ts';
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
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing runs any more, 1 a process could not be ended, 2 wrong usage.',
    )
    .action(async (_options: unknown, command: Command) => {
      const { stateDirectory } = readGlobalOptions(command);
      const { wasRunning, killed } = await takeDown(stateDirectory);
      if (killed.length > 0) process.stderr.write(`Had to kill ${killed.length} processes.\n`);
      process.stdout.write(
        wasRunning
          ? `Stopped. The logs of this run are in ${statePaths(stateDirectory).logs}\n`
          : 'Nothing was running.\n',
      );
    });
}
