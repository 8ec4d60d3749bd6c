import type { Command } from 'commander';
import { describeProxyInTheWay } from '../environment/environment-variables.ts';
import { loadWorkshopState } from '../state/workshop-state.ts';
import { findServiceUrl } from '../url/find-service-url.ts';
import { readGlobalOptions } from './global-options.ts';

/** Adds `url`. */
export function registerUrl(program: Command): void {
  program
    .command('url')
    .summary('print the address of a service of type LoadBalancer')
    .description('Prints the address at which a Service of type LoadBalancer answers on this machine.')
    .argument('<service>', 'name of the Service')
    .option('-n, --namespace <namespace>', 'its namespace', 'default')
    .addHelpText(
      'after',
      `
Examples:
  curl "$(./workshop url order)"

Exit codes: 0 printed, 1 nothing is running or there is no such service, 2 wrong usage.`,
    )
    .action(async (service: string, { namespace }: { namespace: string }, command: Command) => {
      const state = await loadWorkshopState(readGlobalOptions(command).stateDirectory);
      process.stdout.write(`${await findServiceUrl(state.kubeconfig, namespace, service)}\n`);
      const proxy = describeProxyInTheWay(process.env);
      if (proxy !== undefined) process.stderr.write(`${proxy}\n`);
    });
}
