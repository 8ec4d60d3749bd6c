import { setTimeout as delay } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import { KubernetesAnswerError, patchKubernetes } from '../../kubernetes-client/kubernetes-request.ts';
import type { ObjectPatch } from './plan-write-back.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 30_000;

/**
 * Writes patches to a Kubernetes API, each once. One that fails is tried again, with growing waits, until it succeeds or something else
 * is wanted.
 */
export class WriteBack {
  readonly #kubeConfig: KubeConfig;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  /** Fingerprints of what was written last, by path. */
  #written: ReadonlyMap<string, string> = new Map();
  #wanted: readonly ObjectPatch[] = [];
  #working: Promise<void> | undefined;

  constructor(kubeConfig: KubeConfig, logger: Logger) {
    this.#kubeConfig = kubeConfig;
    this.#logger = logger;
  }

  /** From now on these patches are wanted, and no others. */
  want(patches: readonly ObjectPatch[]): void {
    this.#wanted = patches;
    const paths = new Set(patches.map(({ path }) => path));
    this.#written = new Map([...this.#written].filter(([path]) => paths.has(path)));
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    for (;;) {
      const failures: string[] = [];
      for (let next = this.#next(failures); next; next = this.#next(failures)) {
        const failure = await this.#write(next);
        if (failure) failures.push(next.path);
        else waitMs = FIRST_WAIT_MS;
      }
      if (failures.length === 0 || this.#stopping.signal.aborted) return;
      await delay(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  #next(failed: readonly string[]): ObjectPatch | undefined {
    if (this.#stopping.signal.aborted) return undefined;
    return this.#wanted.find(
      ({ path, fingerprint }) => this.#written.get(path) !== fingerprint && !failed.includes(path),
    );
  }

  /** True when it failed and is worth another try. */
  async #write({ path, patch, fingerprint }: ObjectPatch): Promise<boolean> {
    try {
      await patchKubernetes(this.#kubeConfig, path, patch, this.#stopping.signal);
    } catch (error) {
      // The object is gone, or another one by now: the watch says so, and something else will be wanted.
      const outdated = error instanceof KubernetesAnswerError && [404, 409].includes(error.status);
      if (!outdated) {
        if (!this.#stopping.signal.aborted)
          this.#logger.warn({ path, error: String(error) }, 'status not written, trying again');
        return true;
      }
    }
    this.#written = new Map(this.#written).set(path, fingerprint);
    return false;
  }
}
