import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import { KubernetesAnswerError, requestKubernetes } from './kubernetes-request.ts';

/** What is read of a Kubernetes object's metadata. */
export interface ObjectMeta {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface NamedObject {
  readonly metadata?: ObjectMeta;
}

/** The objects of one kind in all namespaces, kept up to date. */
export interface WatchedObjects<T> {
  /** What is known; while the API is away, what was known last. Undefined before the first list. */
  current(): readonly T[] | undefined;
  stop(): Promise<void>;
}

/**
 * Lists and then watches `path` (`/api/v1/services`). Whenever the watch ends, for whatever reason, it lists again, so that no event
 * can be missed; the wait before that grows to 5 s while the API is away.
 */
export function watchObjects<T extends NamedObject, K = T>(options: {
  readonly kubeConfig: KubeConfig;
  readonly path: string;
  /**
   * Given for a kind that the API may not serve: how long to wait before looking again. Until it is served, there are no objects
   * of it. Once it was, its absence is like that of the whole API, which is short of some kinds while it starts.
   */
  readonly lookAgainMs?: number;
  /** What to keep of an object; without it, all. An event that leaves that as it was is no change. */
  readonly read?: (object: T) => K;
  readonly logger: Logger;
  onChange(): void;
}): WatchedObjects<K> {
  const { kubeConfig, path, lookAgainMs, logger, onChange } = options;
  const stopping = new AbortController();
  // Without `read`, K is T.
  const read = options.read ?? ((object: T) => object as unknown as K);
  let objects: Map<string, K> | undefined;
  let served = lookAgainMs === undefined;

  async function list(): Promise<string> {
    const response = await requestKubernetes(kubeConfig, path, stopping.signal);
    const found = (await json(response)) as { items?: T[]; metadata?: ObjectMeta };
    objects = new Map((found.items ?? []).map((object) => [objectKey(object), read(object)]));
    served = true;
    onChange();
    return found.metadata?.resourceVersion ?? '';
  }

  async function watch(resourceVersion: string): Promise<void> {
    const query = new URLSearchParams({ watch: 'true', resourceVersion });
    const response = await requestKubernetes(kubeConfig, `${path}?${query}`, stopping.signal);
    const lines = createInterface({ input: response });
    // A connection that breaks closes the response without ending it.
    response.on('close', () => lines.close());
    for await (const line of lines) {
      const event = JSON.parse(line) as { type: string; object: T };
      if (event.type === 'ERROR') throw new Error(`the watch of ${path} failed: ${line}`);
      if (event.type === 'BOOKMARK') continue;
      const key = objectKey(event.object);
      if (event.type === 'DELETED') objects?.delete(key);
      else {
        const kept = read(event.object);
        if (options.read && isDeepStrictEqual(objects?.get(key), kept)) continue;
        objects?.set(key, kept);
      }
      onChange();
    }
  }

  function notServed(): number {
    if (objects === undefined) {
      logger.info({ path, lookAgainMs }, 'the Kubernetes API does not serve this kind; looking again later');
      objects = new Map();
      onChange();
    }
    return lookAgainMs ?? 0;
  }

  async function run(): Promise<void> {
    let waitMs = 100;
    while (!stopping.signal.aborted) {
      try {
        const resourceVersion = await list();
        await watch(resourceVersion);
        waitMs = 100;
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (!served && error instanceof KubernetesAnswerError && error.status === 404) {
          waitMs = notServed();
        } else {
          logger.warn(
            { error: String(error), path, retryInMs: waitMs },
            'Kubernetes API away, keeping what is known',
          );
          waitMs = Math.min(waitMs * 2, 5_000);
        }
      }
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    current: () => objects && [...objects.values()],
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

function objectKey(object: NamedObject): string {
  return `${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`;
}
