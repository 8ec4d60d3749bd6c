import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';

/** What every environment of this checkout shares: tools and images are named by what they contain. */
export interface SharedPaths {
  readonly tools: string;
  readonly images: string;
  /** links to the tools found, put first on PATH by `./workshop env` */
  readonly bin: string;
  readonly cache: string;
}

/** The files of one environment; see README.md for what each holds. */
export interface StatePaths {
  readonly root: string;
  /** gone after `down` */
  readonly run: string;
  readonly state: string;
  readonly processes: string;
  readonly supervisorPid: string;
  readonly kubeconfig: string;
  readonly pods: string;
  readonly controlPlane: string;
  readonly kubeCache: string;
  readonly helm: string;
  /** stays after `down` */
  readonly logs: string;
  readonly upLock: string;
  /** one lock for each tutorial that a command is working on */
  readonly tutorials: string;
}

/** Where the tools and images lie: WORKSHOP_SHARED_DIR (for tests of an empty checkout), else .workshop/ of the checkout. */
export function sharedPaths(environment: NodeJS.ProcessEnv = process.env): SharedPaths {
  const root = environment.WORKSHOP_SHARED_DIR ?? path.join(CHECKOUT, '.workshop');
  return {
    tools: path.join(root, 'tools'),
    images: path.join(root, 'images'),
    bin: path.join(root, 'bin'),
    cache: path.join(root, 'cache'),
  };
}

/** The state directory: the argument, else WORKSHOP_STATE_DIR, else .workshop/ of the checkout. */
export function resolveStateDirectory(
  argument?: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const chosen = argument ?? environment.WORKSHOP_STATE_DIR;
  return chosen === undefined || chosen === '' ? path.join(CHECKOUT, '.workshop') : path.resolve(chosen);
}

/** The paths below a state directory. */
export function statePaths(stateDirectory: string): StatePaths {
  const run = path.join(stateDirectory, 'run');
  return {
    root: stateDirectory,
    run,
    state: path.join(run, 'state.json'),
    processes: path.join(run, 'processes.json'),
    supervisorPid: path.join(run, 'supervisor.json'),
    kubeconfig: path.join(run, 'kubeconfig'),
    pods: path.join(run, 'pods'),
    controlPlane: path.join(stateDirectory, 'control-plane'),
    kubeCache: path.join(stateDirectory, 'kube-cache'),
    helm: path.join(stateDirectory, 'helm'),
    logs: path.join(stateDirectory, 'logs'),
    upLock: path.join(stateDirectory, 'up.lock'),
    tutorials: path.join(stateDirectory, 'tutorials'),
  };
}
