import type { Command } from 'commander';
import { findWorkshopState } from '../state/workshop-state.ts';
import { readStatus } from '../status/read-status.ts';
import { renderStatus } from '../status/render-status.ts';
import { useColor } from '../status/use-color.ts';
import { TUTORIALS } from '../tutorial/find-tutorial.ts';
import { readGlobalOptions } from './global-options.ts';

/** Adds `status`. */
export function registerStatus(program: Command): void {
  program
    .command('status')
    .summary('show processes, pods and proxies')
    .description(
      'Shows the processes, pods, proxies and tools of the running environment, and where everything listens.',
    )
    .option('--json', 'as JSON: { running, state, processes, pods, proxies, loadBalancers }')
    .addHelpText('after', '\nExit codes: 0 it runs, 1 nothing is running, 2 wrong usage.')
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const { stateDirectory } = readGlobalOptions(command);
      const state = await findWorkshopState(stateDirectory);
      if (state === undefined) {
        process.stdout.write(
          json === true
            ? `${JSON.stringify({ running: false, stateDirectory })}\n`
            : 'Nothing is running. Start it with: ./workshop up\n',
        );
        process.exitCode = 1;
        return;
      }
      const status = await readStatus(state);
      process.stdout.write(
        json === true
          ? `${JSON.stringify({ running: true, ...status }, null, 2)}\n`
          : renderStatus(
              status,
              TUTORIALS.map(({ name }) => name),
              useColor(process.stdout),
            ),
      );
    });
}
