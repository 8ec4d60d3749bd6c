import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs the real kubectl and gives its standard output. Rejects with what it said when it failed. */
export type Kubectl = (...args: readonly string[]) => Promise<string>;

/** One row of `kubectl get pods`. */
export interface PodRow {
  readonly name: string;
  /** Ready and all containers, for example `2/2`. */
  readonly ready: string;
  /** `Running`, `Terminating`, ... */
  readonly status: string;
}

const execute = promisify(execFile);

/** kubectl with the variables of the environment (`./workshop env`). */
export function createKubectl(environment: NodeJS.ProcessEnv, signal: AbortSignal): Kubectl {
  return async (...args) => {
    try {
      return (await execute('kubectl', [...args], { env: environment, signal })).stdout;
    } catch (error) {
      signal.throwIfAborted();
      const said = (error as { stderr?: string }).stderr?.trim();
      throw new Error(`kubectl ${args.join(' ')}: ${said || String(error)}`);
    }
  };
}

/** The pods of a deployment, which the tutorials' charts label `app`. */
export async function readPods(
  kubectl: Kubectl,
  namespace: string,
  deployment: string,
): Promise<readonly PodRow[]> {
  const selection = ['--namespace', namespace, '--selector', `app=${deployment}`, '--no-headers'];
  return parsePodRows(await kubectl('get', 'pods', ...selection));
}

/** Reads the table of `kubectl get pods --no-headers`. */
export function parsePodRows(table: string): readonly PodRow[] {
  return table
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ready = '', status = ''] = line.trim().split(/\s+/);
      return { name, ready, status };
    });
}
