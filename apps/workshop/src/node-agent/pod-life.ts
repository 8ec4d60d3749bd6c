import type { ContainerLaunch } from './run-container.ts';

/**
 * The life of a pod as a value: `stepPodLife` says for each event what state follows and what is to be done. It does nothing itself, knows no clock and no
 * process; `run-pod.ts` carries the actions out and reports how each ended.
 *
 *     waiting ─► takingPorts ─► running ⇄ moving (other ports)
 *                                  └─► leaving ─► draining ─► stoppingApps ─► stoppingEnvoy ─► gone
 */

/** Where a pod is in its life. */
type PodPhase =
  /** nothing was done yet: others start before it */
  | 'waiting'
  | 'takingPorts'
  /** its containers are started, and started again when they end */
  | 'running'
  /** all its containers end, to be started on other ports */
  | 'moving'
  /** there are no ports for it, or no place for its files; it stays so until it is removed */
  | 'failed'
  /** removal: until nobody sends it requests */
  | 'leaving'
  /** removal: until its Envoy has nothing in flight */
  | 'draining'
  | 'stoppingApps'
  | 'stoppingEnvoy'
  | 'gone';

/** What is true of one container. `refused` stays; `retrying` is looked at again. */
type ContainerPhase = 'idle' | 'planning' | 'retrying' | 'refused' | 'running' | 'stopping';

/** A pod's life at one moment. */
export interface PodLife {
  readonly phase: PodPhase;
  /** Name of the container that is its Envoy, started first and ended last. */
  readonly envoy: string | undefined;
  /** All containers, the Envoy too. */
  readonly containers: Readonly<Record<string, ContainerPhase>>;
  /** Counts how often ports were taken: what was begun with other ports is void. */
  readonly round: number;
  /** Asked for already; carried out as soon as what is under way has ended. */
  readonly removal: 'none' | Removal;
}

/** `gracefully` loses no request; `at once` drains nothing. */
type Removal = 'gracefully' | 'at once';

/** Why a container cannot be started. */
export interface Refusal {
  /** One CamelCase word, as Kubernetes has them. */
  readonly reason: string;
  readonly message: string;
  /** What it lacks may still come. */
  readonly retry: boolean;
}

/** What happens to a pod. */
export type PodEvent =
  /** it is this pod's turn to start */
  | { readonly type: 'begin' }
  | { readonly type: 'portsTaken' }
  | { readonly type: 'portsFailed' }
  /** it is known how to start the container */
  | {
      readonly type: 'planned';
      readonly container: string;
      readonly round: number;
      readonly launch: ContainerLaunch;
    }
  | {
      readonly type: 'unplannable';
      readonly container: string;
      readonly round: number;
      readonly refusal: Refusal;
    }
  | { readonly type: 'retryDue'; readonly container: string; readonly round: number }
  /** somebody else was faster to bind one of its ports */
  | { readonly type: 'portLost' }
  /** every container but a sidecar has run to its end */
  | { readonly type: 'finished' }
  | { readonly type: 'remove'; readonly how: Removal }
  /** nobody sends it requests any more, or the time for that is over */
  | { readonly type: 'left' }
  /** its Envoy has nothing in flight, or the time for that is over */
  | { readonly type: 'drained' }
  /** the container's process has ended for good: the answer to a `stop` */
  | { readonly type: 'stopped'; readonly container: string };

/** What is to be done, in the order of the list. */
export type PodAction =
  /** answered by portsTaken or portsFailed; ports it has are given back first */
  | { readonly type: 'takePorts' }
  /** answered by planned or unplannable, with the same round */
  | { readonly type: 'plan'; readonly container: string; readonly round: number }
  /** answered by retryDue, with the same round */
  | { readonly type: 'retryLater'; readonly container: string; readonly round: number }
  /** shows why a container does not start */
  | { readonly type: 'refuse'; readonly container: string; readonly refusal: Refusal }
  /** starts a container and keeps it running */
  | { readonly type: 'start'; readonly container: string; readonly launch: ContainerLaunch }
  /** from now on the containers stay as ready as they are */
  | { readonly type: 'stopProbes' }
  /** answered by left */
  | { readonly type: 'leave' }
  /** answered by drained */
  | { readonly type: 'drain' }
  /** answered by stopped; the same container may be told twice, the second time with less patience */
  | { readonly type: 'stop'; readonly container: string; readonly why: 'move' | 'finish' | 'removal' }
  /** gives back everything: nothing follows */
  | { readonly type: 'dispose' };

/** A state and what brings it about. */
export interface PodStep {
  readonly life: PodLife;
  readonly actions: readonly PodAction[];
}

/** The life of a pod that has not begun. `envoy` is one of `containers`, if the pod has one. */
export function newPodLife(containers: readonly string[], envoy: string | undefined): PodLife {
  return {
    phase: 'waiting',
    envoy,
    containers: Object.fromEntries(containers.map((it) => [it, 'idle'])),
    round: 0,
    removal: 'none',
  };
}

/** What follows from an event. An event that says nothing new in this state (a late answer, a second request) changes nothing. */
export function stepPodLife(life: PodLife, event: PodEvent): PodStep {
  switch (event.type) {
    case 'begin':
      return life.phase === 'waiting' ? takePorts(life) : nothing(life);
    case 'portsTaken':
      return life.phase === 'takingPorts' ? portsTaken(life) : nothing(life);
    case 'portsFailed':
      return life.phase === 'takingPorts' ? carryOn({ ...life, phase: 'failed' }) : nothing(life);
    case 'planned':
    case 'unplannable':
    case 'retryDue':
      return containerEvent(life, event);
    case 'portLost':
      return portLost(life);
    case 'finished':
      return finished(life);
    case 'remove':
      return remove(life, event.how);
    case 'left':
      if (life.phase !== 'leaving') return nothing(life);
      return runs(life, life.envoy)
        ? { life: { ...life, phase: 'draining' }, actions: [{ type: 'drain' }] }
        : stopApps(life);
    case 'drained':
      return life.phase === 'draining' ? stopApps(life) : nothing(life);
    case 'stopped':
      return life.containers[event.container] === 'stopping'
        ? carryOn(withContainer(life, event.container, 'idle'))
        : nothing(life);
  }
}

function takePorts(life: PodLife): PodStep {
  return { life: { ...life, phase: 'takingPorts' }, actions: [{ type: 'takePorts' }] };
}

function portsTaken(life: PodLife): PodStep {
  const running: PodLife = { ...life, phase: 'running', round: life.round + 1 };
  if (life.removal !== 'none') return carryOn(running);
  // The apps call out through the Envoy: it is there before them.
  return plan(running, life.envoy === undefined ? appsOf(life) : [life.envoy]);
}

function plan(life: PodLife, containers: readonly string[]): PodStep {
  return {
    life: withContainers(life, containers, 'planning'),
    actions: containers.map((container) => ({ type: 'plan', container, round: life.round })),
  };
}

function containerEvent(
  life: PodLife,
  event: Extract<PodEvent, { readonly type: 'planned' | 'unplannable' | 'retryDue' }>,
): PodStep {
  const { container, round } = event;
  const expected = event.type === 'retryDue' ? 'retrying' : 'planning';
  if (life.phase !== 'running' || life.round !== round || life.containers[container] !== expected)
    return nothing(life);
  if (event.type === 'retryDue') return plan(life, [container]);
  if (event.type === 'unplannable') {
    const { refusal } = event;
    return {
      life: withContainer(life, container, refusal.retry ? 'retrying' : 'refused'),
      actions: [
        { type: 'refuse', container, refusal },
        ...(refusal.retry ? [{ type: 'retryLater' as const, container, round }] : []),
      ],
    };
  }
  const started = withContainer(life, container, 'running');
  const next = container === life.envoy ? plan(started, appsOf(life)) : nothing(started);
  return { life: next.life, actions: [{ type: 'start', container, launch: event.launch }, ...next.actions] };
}

function portLost(life: PodLife): PodStep {
  // An Envoy that ends because the pod is done needs no port any more.
  if (life.phase !== 'running' || (life.envoy !== undefined && !runs(life, life.envoy))) return nothing(life);
  const all = Object.keys(life.containers);
  return then(stop({ ...life, phase: 'moving' }, all, 'move'), carryOn);
}

function finished(life: PodLife): PodStep {
  return life.phase === 'running' && life.envoy !== undefined && runs(life, life.envoy)
    ? stop(life, [life.envoy], 'finish')
    : nothing(life);
}

function remove(life: PodLife, how: Removal): PodStep {
  if (life.phase === 'gone') return nothing(life);
  if (life.removal === 'none') return carryOn({ ...life, removal: how });
  if (how === 'gracefully' || life.removal === 'at once') return nothing(life);
  const hurried: PodLife = { ...life, removal: how };
  switch (life.phase) {
    case 'leaving':
    case 'draining':
    case 'stoppingApps':
      return stopApps(hurried);
    case 'stoppingEnvoy':
      return stopEnvoy(hurried);
    default:
      return nothing(hurried);
  }
}

/** Goes on by itself when nothing is left to wait for. */
function carryOn(life: PodLife): PodStep {
  const busy = (containers: readonly string[]) => containers.some((it) => life.containers[it] === 'stopping');
  switch (life.phase) {
    case 'waiting':
      return life.removal === 'none' ? nothing(life) : gone(life);
    case 'running':
    case 'failed':
      return life.removal === 'none' ? nothing(life) : beginRemoval(life);
    case 'moving':
      if (busy(Object.keys(life.containers))) return nothing(life);
      return life.removal === 'none' ? takePorts(life) : beginRemoval(life);
    case 'stoppingApps':
      return busy(appsOf(life)) ? nothing(life) : stopEnvoy(life);
    case 'stoppingEnvoy':
      return busy(Object.keys(life.containers)) ? nothing(life) : gone(life);
    default:
      return nothing(life);
  }
}

function beginRemoval(life: PodLife): PodStep {
  if (life.removal === 'at once') return stopApps(life);
  return { life: { ...life, phase: 'leaving' }, actions: [{ type: 'stopProbes' }, { type: 'leave' }] };
}

function stopApps(life: PodLife): PodStep {
  return then(stop({ ...life, phase: 'stoppingApps' }, appsOf(life), 'removal'), carryOn);
}

/** The apps' own calls go through it: it is the last. */
function stopEnvoy(life: PodLife): PodStep {
  const envoys = life.envoy === undefined ? [] : [life.envoy];
  return then(stop({ ...life, phase: 'stoppingEnvoy' }, envoys, 'removal'), carryOn);
}

/** Ends those that run; those that do not run yet never will. */
function stop(life: PodLife, names: readonly string[], why: 'move' | 'finish' | 'removal'): PodStep {
  const alive = names.filter(
    (it) => runs(life, it) || (why === 'removal' && life.containers[it] === 'stopping'),
  );
  const rest = names.filter((it) => !runs(life, it) && life.containers[it] !== 'stopping');
  return {
    life: withContainers(withContainers(life, rest, 'idle'), alive, 'stopping'),
    actions: alive.map((container) => ({ type: 'stop', container, why })),
  };
}

function gone(life: PodLife): PodStep {
  return { life: { ...life, phase: 'gone' }, actions: [{ type: 'dispose' }] };
}

function nothing(life: PodLife): PodStep {
  return { life, actions: [] };
}

function then({ life, actions }: PodStep, next: (life: PodLife) => PodStep): PodStep {
  const after = next(life);
  return { life: after.life, actions: [...actions, ...after.actions] };
}

function runs(life: PodLife, container: string | undefined): boolean {
  return container !== undefined && life.containers[container] === 'running';
}

function appsOf({ containers, envoy }: PodLife): readonly string[] {
  return Object.keys(containers).filter((it) => it !== envoy);
}

function withContainer(life: PodLife, container: string, phase: ContainerPhase): PodLife {
  return { ...life, containers: { ...life.containers, [container]: phase } };
}

function withContainers(life: PodLife, containers: readonly string[], phase: ContainerPhase): PodLife {
  return containers.reduce((changed, it) => withContainer(changed, it, phase), life);
}
