import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ENVOY_CONTAINER } from '@mesh-workshop/appmesh-kubernetes';
import { WorkshopError } from '../workshop-error.ts';

/** Which log somebody wants. */
export interface LogChoice {
  readonly namespace: string;
  readonly container?: string;
  /** of the run before the last restart */
  readonly previous: boolean;
}

/** The names of the processes that have a log. */
export function listProcessLogs(logs: string): readonly string[] {
  return list(logs)
    .filter((it) => it.endsWith('.log'))
    .map((it) => it.replace(/\.log$/, ''));
}

/** The pods that have logs, as `<namespace>/<pod>`. */
export function listPodLogs(logs: string): readonly string[] {
  return list(path.join(logs, 'pods')).map((it) => it.replace('_', '/'));
}

/** The file with the log of a process, or of a container of a pod. Works on the files alone, also after `down`. Throws a WorkshopError that lists what there is. */
export function findLog(logs: string, name: string, choice: LogChoice): string {
  const processLog = path.join(logs, `${name}.log`);
  if (existsSync(processLog)) return processLog;
  const pod = path.join(logs, 'pods', `${choice.namespace}_${name.replace(/^pods?\//, '')}`);
  const containers = list(pod);
  if (containers.length === 0) throw nothingCalled(logs, name, choice.namespace);
  const container = choice.container ?? containers.find((it) => it !== ENVOY_CONTAINER) ?? ENVOY_CONTAINER;
  if (!containers.includes(container)) {
    throw new WorkshopError(`pod ${name} has no container ${container}. It has: ${containers.join(', ')}.`);
  }
  const runs = list(path.join(pod, container))
    .map((it) => Number(it.replace(/\.log$/, '')))
    .sort((a, b) => a - b);
  const run = runs.at(choice.previous ? -2 : -1);
  if (run === undefined)
    throw new WorkshopError(`container ${container} of pod ${name} has not been restarted.`);
  return path.join(pod, container, `${run}.log`);
}

function nothingCalled(logs: string, name: string, namespace: string): WorkshopError {
  const processes = listProcessLogs(logs);
  const pods = listPodLogs(logs);
  return new WorkshopError(
    [
      `there is no log of a process or pod called ${name} in namespace ${namespace}.`,
      processes.length + pods.length === 0
        ? 'There are no logs at all: start the environment with ./workshop up'
        : `Processes: ${processes.join(', ')}.\nPods: ${pods.join(', ') || 'none'}.`,
    ].join('\n'),
  );
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
