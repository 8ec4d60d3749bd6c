import type { Command } from 'commander';
import { forwardPort } from '../port-forward/forward-port.ts';
import { parsePortPair } from '../port-forward/parse-port-pair.ts';
import { resolveTarget } from '../port-forward/resolve-target.ts';
import { loadWorkshopState } from '../state/workshop-state.ts';
import { WorkshopError } from '../workshop-error.ts';
import { readGlobalOptions } from './global-options.ts';

/** Adds `port-forward`. */
export function registerPortForward(program: Command): void {
  program
    .command('port-forward')
    .summary('forward a local port to a pod, service or deployment')
    .description(
      'Forwards local ports to one pod, past its sidecar, until it is interrupted. Takes the arguments of kubectl port-forward, which cannot speak to\n' +
        'the local Kubernetes API.',
    )
    .argument('<target>', '<pod>, pod/<name>, service/<name> or deployment/<name>')
    .argument('<ports...>', 'LOCAL:REMOTE, :REMOTE (any free local port) or one number for both')
    .option('-n, --namespace <namespace>', 'namespace of the target', 'default')
    .addHelpText(
      'after',
      `
Examples:
  ./workshop port-forward service/product 8080:8080
  ./workshop port-forward deployment/customer -n default :8080

Exit codes: 0 interrupted, 1 no such target or the pod is gone, 2 wrong usage.`,
    )
    .action(
      async (target: string, texts: string[], { namespace }: { namespace: string }, command: Command) => {
        const pairs = texts.map(parsePortPair);
        const state = await loadWorkshopState(readGlobalOptions(command).stateDirectory);
        const interrupted = new Promise<void>((resolve) => {
          for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
        });
        let reportLost: (error: WorkshopError) => void = () => undefined;
        const lost = new Promise<never>((_resolve, reject) => {
          reportLost = reject;
        });
        const forwards = await Promise.all(
          pairs.map(async ({ local, remote }) => {
            const { pod, containerPort, port } = await resolveTarget(
              state.kubeconfig,
              namespace,
              target,
              remote,
            );
            const forward = await forwardPort(local, port, () =>
              reportLost(new WorkshopError(`lost connection to pod ${pod}. Run the command again.`)),
            );
            process.stdout.write(`Forwarding from 127.0.0.1:${forward.localPort} -> ${containerPort}\n`);
            return forward;
          }),
        );
        try {
          await Promise.race([interrupted, lost]);
        } finally {
          await Promise.all(forwards.map((it) => it.close()));
        }
      },
    );
}
