import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Change, PODS, type Pod } from '@mesh-workshop/kubernetes-api';
import type { NodeContext } from './node-context.ts';
import { removePod } from './remove-pod.ts';
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
  const starting = new Map<string, Promise<RunningPod | undefined>>();
  const running = new Map<string, RunningPod>();
  const ending = new Map<string, Promise<void>>();
  // Starting a service costs half a second of a core: all at once would starve those that serve.
  const slots = createStartSlots(Math.max(1, availableParallelism() - 1));
  let stopped = false;

  function start(pod: Pod): void {
    const { uid, name, namespace } = pod.metadata;
    if (starting.has(uid)) return;
    starting.set(
      uid,
      new Promise<RunningPod>((resolve, reject) => {
        void slots.take(async () => {
          try {
            const it = await runPod(context, pod);
            running.set(uid, it);
            resolve(it);
            await settle(it);
          } catch (error) {
            reject(error);
          }
        });
      }).catch((error: unknown) => {
        context.log(
          `pod ${namespace}/${name} cannot be run: ${error instanceof Error ? error.stack : error}`,
        );
        return undefined;
      }),
    );
  }

  function end(pod: Pod, how: 'gracefully' | 'at once'): void {
    const { uid, name, namespace } = pod.metadata;
    if (how === 'gracefully' && ending.has(uid)) return;
    const ended = (async () => {
      const it = await starting.get(uid);
      if (it !== undefined) {
        if (how === 'gracefully') await removePod(it, pod, context.controlPlane, context.log);
        await it.stopApps(0);
        await it.stopSidecar(0);
        it.dispose();
      }
      starting.delete(uid);
      running.delete(uid);
      if (how === 'gracefully' && context.store.get(PODS, namespace, name)?.metadata.uid === uid) {
        context.store.delete(PODS, namespace, name, { gracePeriodSeconds: 0 });
      }
    })()
      .catch((error: unknown) => {
        context.log(
          `pod ${namespace}/${name} cannot be ended: ${error instanceof Error ? error.stack : error}`,
        );
      })
      .finally(() => ending.delete(uid));
    ending.set(uid, ended);
  }

  function handle({ type, object }: Change<Pod>): void {
    if (stopped) return;
    if (type === 'DELETED') {
      // Deleted with force: the object is gone already, only the processes are left.
      if (starting.has(object.metadata.uid)) end(object, 'at once');
    } else if (object.metadata.deletionTimestamp !== undefined) {
      end(object, 'gracefully');
    } else {
      start(object);
    }
  }

  const unwatch = context.store.watch(PODS, handle);
  for (const object of context.store.list(PODS)) handle({ type: 'ADDED', object });

  return {
    find: (namespace, name) =>
      [...running.values()].find((it) => it.namespace === namespace && it.name === name),
    pods: () => [...running.values()],
    async stop(graceMs) {
      stopped = true;
      unwatch();
      await Promise.all(
        [...starting.values()].map(async (it) => {
          const pod = await it;
          await pod?.stopApps(graceMs);
          await pod?.stopSidecar(graceMs);
          pod?.dispose();
        }),
      );
      await Promise.all(ending.values());
    },
  };
}

/** Resolves when the services of a pod answer, or will not soon. */
async function settle(pod: RunningPod): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (!pod.appsSettled() && performance.now() < deadline) await delay(POLL_MS);
}
