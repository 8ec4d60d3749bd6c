import type { EnvironmentStatus } from '../status/read-status.ts';

/** One line of `check`. A warning is nothing that is broken: the exit code stays 0. */
export interface Finding {
  readonly about: string;
  readonly state: 'ok' | 'warning' | 'failed';
  /** What is, in a few words. */
  readonly seen: string;
  /** What to do; absent when all is well. */
  readonly todo?: string;
}

/** What is looked at besides the environment itself. */
export interface Surroundings {
  /** The variables of the shell that asks. */
  readonly shell: NodeJS.ProcessEnv;
  /** The tutorials there are, where their pods are, and the process that is working on one now. */
  readonly tutorials: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly workedOnBy?: number;
  }[];
}

/** Judges everything that runs, one finding a line, in the order in which one thing needs the other. */
export function judgeEnvironment(status: EnvironmentStatus, surroundings: Surroundings): readonly Finding[] {
  return [
    { about: 'environment', state: 'ok', seen: `running since ${status.state.startedAt}` },
    judgeProcesses(status),
    ...judgePods(status),
    ...judgeSidecars(status),
    judgeShell(status, surroundings.shell),
    ...surroundings.tutorials.map((tutorial) => judgeTutorial(status, tutorial)),
  ];
}

function judgeProcesses({ processes }: EnvironmentStatus): Finding {
  const about = 'processes';
  const gone = processes.filter(({ pid }) => pid === undefined).map(({ name }) => name);
  if (gone.length === 0) return { about, state: 'ok', seen: processes.map(({ name }) => name).join(', ') };
  const todo = `they are being started again; why they ended: ./workshop logs ${gone[0]} --tail 20`;
  return { about, state: 'failed', seen: `not running: ${gone.join(', ')}`, todo };
}

function judgePods({ pods }: EnvironmentStatus): readonly Finding[] {
  const about = 'pods';
  if (pods === undefined) {
    const todo = './workshop logs supervisor --tail 20, then ./workshop down and up';
    return [{ about, state: 'failed', seen: 'the Kubernetes API does not answer', todo }];
  }
  const bad = pods.filter(
    ({ ready, status }) => status !== 'Succeeded' && status !== 'Terminating' && !isFull(ready),
  );
  if (bad.length === 0) return [{ about, state: 'ok', seen: `${pods.length}, all ready` }];
  return bad.map(({ namespace, name, ready, status }) => ({
    about,
    state: 'failed',
    seen: `${name} is ${ready} ready, ${status}`,
    todo: `kubectl describe pod ${name} --namespace ${namespace}`,
  }));
}

function isFull(ready: string): boolean {
  const [have, of] = ready.split('/');
  return have === of;
}

function judgeSidecars({ proxies }: EnvironmentStatus): readonly Finding[] {
  const about = 'sidecars';
  if (proxies === undefined) {
    const todo = 'Envoys go on with what they have; why: ./workshop logs control-plane --tail 20';
    return [{ about, state: 'failed', seen: 'the control plane does not answer', todo }];
  }
  const bad = proxies.filter(({ state }) => state !== 'synced');
  if (bad.length === 0) {
    return [{ about, state: 'ok', seen: `${proxies.length} Envoys, all with their newest configuration` }];
  }
  return bad.map(({ pod, state, reason }) => ({
    about,
    state: state === 'pending' ? 'warning' : 'failed',
    seen: `the Envoy of ${pod ?? 'the service proxy'} is ${state}`,
    todo: reason ?? './workshop logs control-plane --tail 20',
  }));
}

function judgeShell({ state }: EnvironmentStatus, shell: NodeJS.ProcessEnv): Finding {
  const about = 'this shell';
  if (shell.KUBECONFIG === state.kubeconfig && shell.AWS_ENDPOINT_URL_APP_MESH === state.appMeshApi) {
    return { about, state: 'ok', seen: 'aws, kubectl and helm reach this environment' };
  }
  const seen =
    shell.KUBECONFIG === state.kubeconfig
      ? 'has the variables of an earlier start: aws reaches nobody'
      : 'kubectl, helm and aws reach your own cluster and account, not this environment';
  return { about, state: 'warning', seen, todo: 'eval "$(./workshop env)"; the steps do without it' };
}

function judgeTutorial(
  { pods }: EnvironmentStatus,
  { name, namespace, workedOnBy }: Surroundings['tutorials'][number],
): Finding {
  const about = `${name} tutorial`;
  if (workedOnBy !== undefined) return { about, state: 'ok', seen: `process ${workedOnBy} is working on it` };
  const count = (pods ?? []).filter((pod) => pod.namespace === namespace).length;
  const seen =
    count === 0
      ? `no pods in namespace ${namespace}: not begun, or cleaned up`
      : `${count} pods in namespace ${namespace}`;
  return { about, state: 'ok', seen };
}
