import type { Command } from 'commander';
import { findLog, listPodLogs, listProcessLogs } from '../logs/find-log.ts';
import { followFile } from '../node-agent/follow-file.ts';
import { statePaths } from '../state/workshop-paths.ts';
import { readGlobalOptions } from './global-options.ts';

interface LogsFlags {
  readonly follow?: boolean;
  readonly namespace: string;
  readonly container?: string;
  readonly previous?: boolean;
}

/** Adds `logs`. */
export function registerLogs(program: Command): void {
  program
    .command('logs')
    .summary('print the log of a pod or of a process of the environment')
    .description(
      'Prints a log, also after `down` and of pods that are gone. Without a name it lists the logs there are.',
    )
    .argument('[name]', 'a pod, or supervisor, control-plane, service-proxy, guardian')
    .option('-f, --follow', 'go on until interrupted')
    .option('-n, --namespace <namespace>', 'namespace of the pod', 'default')
    .option('-c, --container <container>', 'container of the pod: its service (default) or envoy')
    .option('-p, --previous', 'the run before the last restart')
    .addHelpText(
      'after',
      `
Examples:
  ./workshop logs control-plane -f
  ./workshop logs product-6c9f4d7b5-x2x8q -c envoy

Exit codes: 0 printed, 1 there is no such log, 2 wrong usage.`,
    )
    .action(async (name: string | undefined, flags: LogsFlags, command: Command) => {
      const { logs } = statePaths(readGlobalOptions(command).stateDirectory);
      if (name === undefined) {
        process.stdout.write(
          [...listProcessLogs(logs), ...listPodLogs(logs)].map((it) => `${it}\n`).join(''),
        );
        return;
      }
      const file = findLog(logs, name, {
        namespace: flags.namespace,
        previous: flags.previous === true,
        ...(flags.container === undefined ? {} : { container: flags.container }),
      });
      const interrupted = new AbortController();
      process.once('SIGINT', () => interrupted.abort());
      process.once('SIGTERM', () => interrupted.abort());
      const isOver = () => flags.follow !== true;
      await followFile(file, 0, (chunk) => void process.stdout.write(chunk), isOver, interrupted.signal);
    });
}
