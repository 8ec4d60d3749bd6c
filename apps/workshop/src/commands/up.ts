import type { Command } from 'commander';
import { describeProxyInTheWay } from '../environment/environment-variables.ts';
import { describeEnvironment } from '../status/render-status.ts';
import { TUTORIALS } from '../tutorial/find-tutorial.ts';
import { bringUp } from '../up/bring-up.ts';
import { listLoadBalancers } from '../url/list-load-balancers.ts';
import { readGlobalOptions } from './global-options.ts';

/** Adds `up`. */
export function registerUp(program: Command): void {
  program
    .command('up')
    .summary('start the local environment')
    .description(
      'Starts a Kubernetes API, the control plane and the service proxy on loopback, and waits until they are ready.\n' +
        'Downloads Envoy, kubectl, helm and aws when this machine has none that can be used. Safe to run twice.',
    )
    .addHelpText(
      'after',
      `
Examples:
  ./workshop up
  ./workshop --base-port 0 up                      on any free ports
  eval "$(./workshop env)"; kubectl get pods       then talk to it

Exit codes: 0 it runs, 1 it does not (the message says why), 2 wrong usage.`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { stateDirectory, basePort } = readGlobalOptions(command);
      const interrupted = new AbortController();
      process.once('SIGINT', () => interrupted.abort());
      const begun = Date.now();
      const { state, started } = await bringUp({
        stateDirectory,
        basePort,
        report: (line) => process.stderr.write(`${line}\n`),
        signal: interrupted.signal,
      });
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      process.stdout.write(started ? `Ready after ${seconds} s.\n` : 'Already running.\n');
      const loadBalancers = started ? [] : await listLoadBalancers(state.kubeconfig);
      const tutorials = TUTORIALS.map(({ name }) => name);
      process.stdout.write(describeEnvironment(state, loadBalancers, tutorials));
      const proxy = describeProxyInTheWay(process.env);
      if (proxy !== undefined) process.stderr.write(`${proxy}\n`);
    });
}
