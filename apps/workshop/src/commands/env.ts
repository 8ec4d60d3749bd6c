import type { Command } from 'commander';
import { formatExports, requireEnvironment } from '../environment/environment-variables.ts';
import { readGlobalOptions } from './global-options.ts';

/** Adds `env`. */
export function registerEnv(program: Command): void {
  program
    .command('env')
    .summary('print export lines that point aws, kubectl and helm at the environment')
    .description(
      'Prints POSIX export lines for the running environment: the App Mesh endpoint, region, KUBECONFIG, helm directories, PATH, and NO_PROXY with\n' +
        'loopback added. AWS credentials are made up only when the shell has none.',
    )
    .addHelpText(
      'after',
      `
Examples:
  eval "$(./workshop env)"
  aws appmesh list-meshes
  kubectl get pods

Exit codes: 0 printed, 1 nothing is running, 2 wrong usage.`,
    )
    .action(async (_options: unknown, command: Command) => {
      process.stdout.write(
        formatExports(await requireEnvironment(readGlobalOptions(command).stateDirectory)),
      );
    });
}
