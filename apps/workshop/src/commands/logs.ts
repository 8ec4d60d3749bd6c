import { type Command, InvalidArgumentError } from 'commander';
import { findLastLines } from '../logs/find-last-lines.ts';
import { findLog, listPodLogs, listProcessLogs } from '../logs/find-log.ts';
import { followFile } from '../node-agent/follow-file.ts';
import { statePaths } from '../state/workshop-paths.ts';
import { readGlobalOptions } from './global-options.ts';

interface LogsFlags {
  readonly follow?: boolean;
  readonly namespace: string;
  readonly container?: string;
  readonly previous?: boolean;
  readonly tail?: number;
}

/** Adds `logs`. */
export function registerLogs(program: Command): void {
  program
    .command('logs')
    .summary('print the log of a pod or of a process of the environment')
    .description(
      'Prints a log, also after `down` and of pods that are gone. Without a name it lists the logs there are.',
    )
    .argument(
      '[name]',
      'a pod, deployment/NAME, job/NAME, or supervisor, control-plane, service-proxy, guardian',
    )
    .option('-f, --follow', 'go on until interrupted')
    .argument('[container]', 'as --container')
    .option('--tail <lines>', 'only so many of the last lines', readLineCount)
    .option('-n, --namespace <namespace>', 'namespace of the pod', 'default')
    .option('-c, --container <container>', 'container of the pod: its service (default) or envoy')
    .option('-p, --previous', 'the run before the last restart')
    .addHelpText(
      'after',
      `
Examples:
  ./workshop logs control-plane -f
  ./workshop logs deployment/product --tail 20
  ./workshop logs product-6c9f4d7b5-x2x8q -c envoy

Exit codes: 0 printed, 1 there is no such log, 2 wrong usage.`,
    )
    .action(
      async (name: string | undefined, second: string | undefined, flags: LogsFlags, command: Command) => {
        const { logs } = statePaths(readGlobalOptions(command).stateDirectory);
        if (name === undefined) {
          process.stdout.write(
            [...listProcessLogs(logs), ...listPodLogs(logs)].map((it) => `${it}\n`).join(''),
          );
          return;
        }
        const container = flags.container ?? second;
        const { file, note } = findLog(logs, name, {
          namespace: flags.namespace,
          previous: flags.previous === true,
          ...(container === undefined ? {} : { container }),
        });
        if (note !== undefined) process.stderr.write(`${note}\n`);
        const interrupted = new AbortController();
        process.once('SIGINT', () => interrupted.abort());
        process.once('SIGTERM', () => interrupted.abort());
        const isOver = () => flags.follow !== true;
        const from = flags.tail === undefined ? 0 : await findLastLines(file, flags.tail);
        await followFile(file, from, (chunk) => void process.stdout.write(chunk), isOver, interrupted.signal);
      },
    );
}

function readLineCount(text: string): number {
  const count = Number(text);
  if (text.trim() === '' || !Number.isInteger(count) || count < -1)
    throw new InvalidArgumentError('Give a whole number, 0 or more; -1 means all.');
  return count;
}
