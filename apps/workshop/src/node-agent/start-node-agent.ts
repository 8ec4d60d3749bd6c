import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { ENVOY_CONTAINER } from '@mesh-workshop/appmesh-kubernetes';
import { type Change, PODS, type Pod } from '@mesh-workshop/kubernetes-api';
import type { RunningEnvoy } from './leave-endpoints.ts';
import type { NodeContext } from './node-context.ts';
import { type RunningPod, runPod } from './run-pod.ts';
import { createStartSlots } from './start-slots.ts';

/** What runs the pods of this machine. */
export interface NodeAgent {
  /** the running pod of this name */
  find(namespace: string, name: string): RunningPod | undefined;
  pods(): readonly RunningPod[];
  /** ends all pods at once, without draining anything: nobody is there to send requests any more */
  stop(graceMs: number): Promise<void>;
}

/** How long a pod that does not become ready keeps others from starting. */
const START_LIMIT_MS = 3000;
const POLL_MS = 25;

/** Runs every pod in the store and ends those that are deleted, each on its own: a slow one holds up nobody. */
export function startNodeAgent(context: NodeContext): NodeAgent {
  /** by uid: a pod deleted and made again under the same name is another one */
  const pods = new Map<string, RunningPod>();
  const removals = new Map<string, Promise<void>>();
  // Starting a service costs half a second of a core: all at once would starve those that serve.
  const slots = createStartSlots(Math.max(1, availableParallelism() - 1));
  let stopped = false;

  /** Those that were configured once, and so may have any pod's address; beside those of pods there is the service proxy. */
  function runningEnvoys(): readonly RunningEnvoy[] {
    const ready = [...pods.values()].filter((it) => it.view(ENVOY_CONTAINER)?.ready === true);
    return [...ready.map(({ name, namespace }) => ({ pod: name, namespace })), {}];
  }

  function start(pod: Pod): void {
    const { uid } = pod.metadata;
    if (pods.has(uid)) return;
    const running = runPod(context, pod, runningEnvoys);
    pods.set(uid, running);
    void slots.take(async () => {
      running.begin();
      await settle(running);
    });
  }

  async function remove(pod: Pod, running: RunningPod | undefined): Promise<void> {
    const { uid, name, namespace } = pod.metadata;
    await running?.remove(pod);
    pods.delete(uid);
    removals.delete(uid);
    if (context.store.get(PODS, namespace, name)?.metadata.uid === uid)
      context.store.delete(PODS, namespace, name, { gracePeriodSeconds: 0 });
  }

  function handle({ type, object }: Change<Pod>): void {
    if (stopped) return;
    const { uid, deletionTimestamp } = object.metadata;
    const running = pods.get(uid);
    if (type === 'DELETED') {
      // Deleted with force: the object is gone already, only the processes are left.
      void running?.end(0).then(() => pods.delete(uid));
    } else if (deletionTimestamp === undefined) {
      start(object);
    } else if (!removals.has(uid)) {
      removals.set(uid, remove(object, running));
    }
  }

  const unwatch = context.store.watch(PODS, handle);
  for (const object of context.store.list(PODS)) handle({ type: 'ADDED', object });

  return {
    find: (namespace, name) =>
      [...pods.values()].find((it) => it.namespace === namespace && it.name === name),
    pods: () => [...pods.values()],
    async stop(graceMs) {
      stopped = true;
      unwatch();
      await Promise.all([...pods.values()].map((it) => it.end(graceMs)));
      await Promise.all(removals.values());
    },
  };
}

/** Resolves when the services of a pod answer, or will not soon. */
async function settle(pod: RunningPod): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (!pod.isSettled() && performance.now() < deadline) await delay(POLL_MS);
}
