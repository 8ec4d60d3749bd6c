import type { KubeConfig } from '@kubernetes/client-node';
import { WorkQueue } from '@mesh-workshop/work-queue';
import type { Logger } from 'pino';
import { KubernetesAnswerError, patchKubernetes } from '../../kubernetes-client/kubernetes-request.ts';
import type { ObjectPatch } from './plan-write-back.ts';

const BACK_OFF = { firstMs: 100, longestMs: 30_000 };
/** How long the API may take for one patch; as long as it takes, an object has one of the places below. */
const ANSWER_LIMIT_MS = 30_000;
const AT_ONCE = 4;

/**
 * Writes patches to a Kubernetes API, each once. One that fails is tried again, with growing waits, until it succeeds or something else
 * is wanted; other objects do not wait with it, nor do other patches of the same object.
 */
export class WriteBack {
  readonly #kubeConfig: KubeConfig;
  readonly #queue: WorkQueue<string>;
  /** Fingerprints of what was written last, by path. */
  #written = new Map<string, string>();
  /** By object, in the order in which they are to be written. */
  #wanted: ReadonlyMap<string, readonly ObjectPatch[]> = new Map();

  constructor(kubeConfig: KubeConfig, logger: Logger, backOff = BACK_OFF) {
    this.#kubeConfig = kubeConfig;
    this.#queue = new WorkQueue({
      backOff,
      atOnce: AT_ONCE,
      work: (object, signal) => this.#write(object, signal),
      onFailure: (object, error, retryInMs) =>
        logger.warn({ object, error: String(error), retryInMs }, 'not written back, trying again'),
    });
  }

  /** From now on these patches are wanted, and no others. */
  want(patches: readonly ObjectPatch[]): void {
    const before = new Map(
      [...this.#wanted.values()].flat().map(({ path, fingerprint }) => [path, fingerprint]),
    );
    const wanted = new Map<string, readonly ObjectPatch[]>();
    for (const patch of patches) wanted.set(patch.object, [...(wanted.get(patch.object) ?? []), patch]);
    for (const object of this.#wanted.keys()) if (!wanted.has(object)) this.#queue.forget(object);
    this.#wanted = wanted;
    const paths = new Set(patches.map(({ path }) => path));
    this.#written = new Map([...this.#written].filter(([path]) => paths.has(path)));
    // What was wanted before is in the queue, or waits there after a failure.
    for (const { object, path, fingerprint } of patches)
      if (before.get(path) !== fingerprint && this.#written.get(path) !== fingerprint)
        this.#queue.add(object);
  }

  /** Resolves when no request is under way any more. */
  stop(): Promise<void> {
    return this.#queue.stop();
  }

  async #write(object: string, signal: AbortSignal): Promise<undefined> {
    const failures: unknown[] = [];
    const tried = new Set<string>();
    for (let next = this.#next(object, tried); next; next = this.#next(object, tried)) {
      const { path, patch, fingerprint } = next;
      tried.add(path);
      try {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
        await patchKubernetes(this.#kubeConfig, path, patch, limit);
      } catch (error) {
        // The object is gone, or another one by now: the watch says so, and something else will be wanted.
        const outdated = error instanceof KubernetesAnswerError && [404, 409].includes(error.status);
        if (!outdated) {
          failures.push(error);
          continue;
        }
      }
      this.#written.set(path, fingerprint);
    }
    if (failures.length > 0) throw new Error(failures.map(String).join('; '));
    return undefined;
  }

  /** As it is wanted by now: while one patch was under way, the object may have changed. */
  #next(object: string, tried: ReadonlySet<string>): ObjectPatch | undefined {
    return this.#wanted
      .get(object)
      ?.find(({ path, fingerprint }) => !tried.has(path) && this.#written.get(path) !== fingerprint);
  }
}
