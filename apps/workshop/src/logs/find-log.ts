import { existsSync, readdirSync, statSync } from 'node:fs';
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

/** A log that was found. */
export interface FoundLog {
  readonly file: string;
  /** Pods that the name stands for as well; the newest was taken. */
  readonly note?: string;
}

/**
 * The file with the log of a process, or of a container of a pod; a pod may be named by its Deployment or Job (`deployment/order`, or just `order`). Works on the
 * files alone, also after `down`. Throws a WorkshopError that lists what there is.
 */
export function findLog(logs: string, name: string, choice: LogChoice): FoundLog {
  const processLog = path.join(logs, `${name}.log`);
  if (existsSync(processLog)) return { file: processLog };
  const [found, ...others] = findPods(logs, name, choice.namespace);
  if (found === undefined) throw nothingCalled(logs, name, choice.namespace);
  const file = findFile(path.join(logs, 'pods', `${choice.namespace}_${found}`), found, choice);
  if (others.length === 0) return { file };
  return { file, note: `Found ${others.length + 1} pods, using pod/${found}` };
}

/** The names of the pods that are meant, the newest first. */
function findPods(logs: string, name: string, namespace: string): readonly string[] {
  const [, kind = '', plain = ''] = /^(?:(pod|deployment|job)\/)?(.*)$/.exec(withoutShortForms(name)) ?? [];
  const pods = list(path.join(logs, 'pods'))
    .filter((it) => it.startsWith(`${namespace}_`))
    .map((it) => it.slice(namespace.length + 1));
  if (kind !== 'deployment' && kind !== 'job' && pods.includes(plain)) return [plain];
  const madeBy = pods.filter((pod) => {
    if (!pod.startsWith(`${plain}-`)) return false;
    const rest = pod.slice(plain.length + 1);
    return (kind !== 'job' && OF_DEPLOYMENT.test(rest)) || (kind !== 'deployment' && OF_JOB.test(rest));
  });
  const begun = (pod: string) => statSync(path.join(logs, 'pods', `${namespace}_${pod}`)).mtimeMs;
  return kind === 'pod' ? [] : madeBy.sort((a, b) => begun(b) - begun(a));
}

/** What Kubernetes appends to the name of who makes a pod: the ReplicaSet's hash and an end of its own, or the end alone. */
const OF_DEPLOYMENT = /^[a-z0-9]{8,10}-[a-z0-9]{5}$/;
const OF_JOB = /^[a-z0-9]{5}$/;

function withoutShortForms(name: string): string {
  return name
    .replace(/^(pods|po)\//, 'pod/')
    .replace(/^(deployments|deploy)(\.apps)?\//, 'deployment/')
    .replace(/^jobs(\.batch)?\//, 'job/');
}

function findFile(pod: string, name: string, choice: LogChoice): string {
  const containers = list(pod);
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
