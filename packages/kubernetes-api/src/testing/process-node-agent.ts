import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Writable } from 'node:stream';
import { PODS } from '../objects/kinds.ts';
import type { Condition } from '../objects/kubernetes-object.ts';
import type { Container, ContainerState, ContainerStatus, Pod, PodStatus } from '../objects/pod.ts';
import type { ContainerRef, PodRuntime } from '../pod-runtime.ts';
import { formatTime } from '../store/object-metadata.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { badRequest } from '../store/refusals.ts';

/** Set to 'false' on a pod that is to run without ever becoming ready. */
export const READY_ANNOTATION = 'test.example.com/ready';

interface RunningContainer {
  readonly process: ChildProcess;
  readonly log: Buffer[];
  readonly followers: Set<Writable>;
  readonly ended: Promise<void>;
  state: ContainerState;
}

/**
 * A node agent for tests, as small as one can be that is real: every container is a child process running its command, its output
 * is the log, exec starts another process. Probes, volumes and restarts are not there.
 */
export class ProcessNodeAgent implements PodRuntime {
  readonly #pods = new Map<string, Map<string, RunningContainer>>();
  readonly #exited: Promise<void>[] = [];
  #stopWatching: () => void = () => undefined;
  #store: ObjectStore | undefined;

  start(store: ObjectStore): void {
    this.#store = store;
    this.#stopWatching = store.watch(PODS, ({ type, object }) => {
      if (type === 'ADDED') this.#run(object);
      else if (type === 'DELETED') this.#kill(object, 'SIGKILL');
      else if (object.metadata.deletionTimestamp !== undefined) this.#terminate(object);
    });
  }

  async stop(): Promise<void> {
    this.#stopWatching();
    this.#store = undefined;
    for (const containers of this.#pods.values()) {
      for (const { process } of containers.values()) process.kill('SIGKILL');
    }
    await Promise.all(this.#exited);
  }

  async logs(...[ref, options, out, signal]: Parameters<PodRuntime['logs']>): Promise<void> {
    const container = this.#find(ref);
    const lines = Buffer.concat(container.log).toString('utf8').split('\n').slice(0, -1);
    const shown =
      options.tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - options.tailLines));
    for (const line of shown) out.write(`${line}\n`);
    if (!options.follow || signal.aborted) return;
    container.followers.add(out);
    await Promise.race([
      container.ended,
      new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })),
    ]);
    container.followers.delete(out);
  }

  async exec(...[ref, options, streams, signal]: Parameters<PodRuntime['exec']>): Promise<number> {
    this.#find(ref);
    const [command = 'true', ...args] = options.command;
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], signal });
    streams.onResize?.(({ columns, rows }) => child.stdin.write(`${columns}x${rows}\n`));
    (streams.stdin ?? PassThrough.from([])).pipe(child.stdin);
    // A command that does not read its stdin may be gone before all of it was written.
    child.stdin.on('error', () => undefined);
    child.stdout.pipe(streams.stdout, { end: false });
    child.stderr.pipe(options.tty ? streams.stdout : streams.stderr, { end: false });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 137));
    });
  }

  #find(ref: ContainerRef): RunningContainer {
    const containers = this.#pods.get(`${ref.namespace}/${ref.pod}`);
    const found = containers?.get(ref.container ?? '');
    if (found === undefined)
      throw badRequest(`container "${ref.container}" in pod "${ref.pod}" is not running`);
    return found;
  }

  #run(pod: Pod): void {
    const containers = new Map<string, RunningContainer>();
    this.#pods.set(`${pod.metadata.namespace}/${pod.metadata.name}`, containers);
    for (const container of pod.spec.containers) containers.set(container.name, this.#spawn(pod, container));
    this.#report(pod);
  }

  #spawn(pod: Pod, container: Container): RunningContainer {
    const [command = 'sleep', ...args] = [
      ...(container.command ?? ['sleep', '3600']),
      ...(container.args ?? []),
    ];
    const env = Object.fromEntries((container.env ?? []).map((it) => [it.name, it.value ?? '']));
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log: Buffer[] = [];
    const followers = new Set<Writable>();
    const append = (chunk: Buffer) => {
      log.push(chunk);
      for (const follower of followers) follower.write(chunk);
    };
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    this.#exited.push(ended);
    const startedAt = formatTime(Date.now());
    const running: RunningContainer = {
      process: child,
      log,
      followers,
      ended,
      state: { running: { startedAt } },
    };
    child.once('error', () => undefined);
    child.once('close', (code) => {
      const exitCode = code ?? 143;
      const reason = exitCode === 0 ? 'Completed' : 'Error';
      running.state = { terminated: { exitCode, reason, startedAt, finishedAt: formatTime(Date.now()) } };
      this.#report(pod);
    });
    return running;
  }

  #kill(pod: Pod, signal: NodeJS.Signals): void {
    for (const { process } of this.#pods.get(`${pod.metadata.namespace}/${pod.metadata.name}`)?.values() ??
      []) {
      process.kill(signal);
    }
  }

  #terminate(pod: Pod): void {
    const { namespace, name } = pod.metadata;
    const containers = [...(this.#pods.get(`${namespace}/${name}`)?.values() ?? [])];
    this.#kill(pod, 'SIGTERM');
    void Promise.all(containers.map((it) => it.ended)).then(() => {
      this.#pods.delete(`${namespace}/${name}`);
      if (this.#store?.get(PODS, namespace, name)?.metadata.uid === pod.metadata.uid) {
        this.#store.delete(PODS, namespace, name, { gracePeriodSeconds: 0 });
      }
    });
  }

  #report(pod: Pod): void {
    const { namespace, name } = pod.metadata;
    const containers = this.#pods.get(`${namespace}/${name}`);
    if (containers === undefined) return;
    const containerStatuses = pod.spec.containers.map((container): ContainerStatus => {
      const state = containers.get(container.name)?.state ?? {};
      const running = state.running !== undefined;
      const ready = running && pod.metadata.annotations?.[READY_ANNOTATION] !== 'false';
      return {
        name: container.name,
        image: container.image,
        imageID: '',
        ready,
        started: running,
        restartCount: 0,
        state,
      };
    });
    const codes = containerStatuses.map((it) => it.state?.terminated?.exitCode);
    const ended = codes.every((code) => code !== undefined);
    const status = containerStatuses.every((it) => it.ready) ? 'True' : 'False';
    const lastTransitionTime = formatTime(Date.now());
    const condition = (type: string): Condition => ({ type, status, lastTransitionTime });
    this.#store?.modifyStatus(
      PODS,
      namespace,
      name,
      (current): PodStatus => ({
        ...current.status,
        phase: ended ? (codes.every((code) => code === 0) ? 'Succeeded' : 'Failed') : 'Running',
        podIP: '127.0.0.1',
        podIPs: [{ ip: '127.0.0.1' }],
        hostIP: '127.0.0.1',
        startTime: current.status?.startTime ?? lastTransitionTime,
        conditions: [condition('Ready'), condition('ContainersReady')],
        containerStatuses,
      }),
    );
  }
}
