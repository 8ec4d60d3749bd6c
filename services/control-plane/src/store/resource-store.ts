import { resolve } from 'node:path';
import { type Resource, type ResourceKey, resourceId, resourceKey } from '@mesh-workshop/appmesh';
import type { Logger } from 'pino';
import { Feed } from '../feed.ts';
import type { FileSystem } from './file-system.ts';
import { InTurn } from './in-turn.ts';
import type { Journal } from './journal.ts';
import { formatEntry, type JournalEntry, parseEntry } from './journal-entry.ts';
import { lockDirectory } from './journal-lock.ts';
import { makeDirectory } from './make-directory.ts';
import { NODE_FILE_SYSTEM } from './node-file-system.ts';
import { type DamagePolicy, openJournal } from './open-journal.ts';
import { type AnsweredRequest, RememberedRequests } from './remembered-requests.ts';
import { ResourceIndex } from './resource-index.ts';

/** One write, as those hear of it who follow the store. */
export interface StoreChange {
  /** Counts up from 1 while the process runs. */
  readonly id: number;
  /** Name of the App Mesh operation, as `UpdateRoute`. */
  readonly operation: string;
  readonly resourceId: string;
  /** The version that was written; of a deletion, the last one there was. */
  readonly version: number;
}

/** What a write is for. */
export interface Cause {
  readonly operation: string;
  /** Remembered with the write, so that the client may send it again. */
  readonly request?: { readonly token: string; readonly digest: string };
}

/** A journal with fewer superseded records than this is not worth compacting. */
const COMPACTION_SLACK = 1_000;

/**
 * All resources, in memory, backed by the journal: what `put` and `delete` have resolved for is on the disk. Resources that belong
 * to a Kubernetes object are in memory only; the Kubernetes API keeps them.
 */
export class ResourceStore {
  readonly #index = new ResourceIndex();
  readonly #requests = new RememberedRequests();
  readonly #writers = new InTurn();
  readonly #feed = new Feed<StoreChange>();
  readonly #journal: Journal;
  readonly #logger: Logger;
  readonly #unlock: () => Promise<void>;
  #lastChange = 0;
  #isCompacting = false;
  /** After a compaction that failed, as on a full disk: no other before there are more records than this. */
  #compactAbove = 0;

  private constructor(journal: Journal, logger: Logger, unlock: () => Promise<void>) {
    this.#journal = journal;
    this.#logger = logger;
    this.#unlock = unlock;
  }

  /** Opens the store of a directory, for this process alone. Rejects when its journal is damaged or another process uses it. */
  static async open(options: {
    readonly directory: string;
    readonly onDamage: DamagePolicy;
    readonly logger: Logger;
    readonly files?: FileSystem;
  }): Promise<ResourceStore> {
    const { onDamage, logger, files = NODE_FILE_SYSTEM } = options;
    const directory = resolve(options.directory);
    await makeDirectory(files, directory);
    const unlock = await lockDirectory(directory);
    try {
      const { journal, payloads, tornBytes, dropped } = await openJournal(directory, onDamage, files);
      if (tornBytes > 0)
        logger.warn(
          { file: journal.file, tornBytes },
          'cut off the end of a write that was never acknowledged',
        );
      if (dropped)
        logger.error({ file: journal.file, ...dropped }, 'started without the damaged part of the journal');
      const store = new ResourceStore(journal, logger, unlock);
      for (const payload of payloads) store.#apply(parseEntry(payload));
      return store;
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  get(key: ResourceKey): Resource | undefined {
    return this.withId(resourceId(key));
  }

  withId(id: string): Resource | undefined {
    return this.#index.get(id);
  }

  withArn(arn: string): Resource | undefined {
    // An ARN ends with the id of its resource, behind the fifth colon.
    const resource = this.withId(arn.split(':').slice(5).join(':'));
    return resource?.metadata.arn === arn ? resource : undefined;
  }

  /** All resources of all meshes. */
  all(): Iterable<Resource> {
    return this.#index.all();
  }

  /** The mesh and everything in it. */
  inMesh(meshName: string): Iterable<Resource> {
    return this.#index.inMesh(meshName);
  }

  /** The ids of all resources beside that of the key, it included, in order. */
  collection(key: ResourceKey): readonly string[] {
    return this.#index.collection(key);
  }

  /** All that a rule about the resource can have to do with; see {@link ResourceIndex.around}. */
  around(key: ResourceKey, resource?: Resource): Iterable<Resource> {
    return this.#index.around(key, resource);
  }

  /** The write that came with this token, if it is still remembered. */
  answeredRequest(token: string): AnsweredRequest | undefined {
    return this.#requests.get(token);
  }

  get journal(): { readonly records: number; readonly bytes: number } {
    return this.#journal;
  }

  /** Runs a writer alone within its mesh: what it reads does not change before it has written. */
  writeInTurn<T>(meshName: string, writer: () => Promise<T>): Promise<T> {
    return this.#writers.run(meshName, writer);
  }

  async put(resource: Resource, cause: Cause): Promise<StoreChange> {
    const { operation, request } = cause;
    await this.#write(resource, { put: resource, ...(request ? { request } : {}) });
    return this.#announce(operation, resource);
  }

  async delete(resource: Resource, cause: Cause): Promise<StoreChange> {
    await this.#write(resource, { delete: resourceId(resourceKey(resource)) });
    return this.#announce(cause.operation, resource);
  }

  /** Calls `follower` after every write, when readers see it. */
  follow(follower: (change: StoreChange) => void): void {
    this.#feed.follow(follower);
  }

  /** Waits for writes under way, then lets another process in. */
  async close(): Promise<void> {
    await this.#journal.close();
    await this.#unlock();
  }

  async #write(resource: Resource, entry: JournalEntry): Promise<void> {
    if (resource.owner.kind !== 'api') return this.#apply(entry);
    await this.#journal.append(formatEntry(entry), () => this.#apply(entry));
    const { records } = this.#journal;
    const isWorthIt = records > Math.max(2 * this.#liveRecords() + COMPACTION_SLACK, this.#compactAbove);
    if (isWorthIt && !this.#isCompacting) this.#compact();
  }

  #apply(entry: JournalEntry): void {
    if ('delete' in entry) {
      this.#index.delete(entry.delete);
      return;
    }
    const resource = 'put' in entry ? entry.put : entry.answered;
    if (entry.request) this.#requests.add({ ...entry.request, resource });
    if ('put' in entry) this.#index.set(resource);
  }

  #announce(operation: string, resource: Resource): StoreChange {
    this.#lastChange += 1;
    const change: StoreChange = {
      id: this.#lastChange,
      operation,
      resourceId: resourceId(resourceKey(resource)),
      version: resource.metadata.version,
    };
    this.#feed.tell(change);
    return change;
  }

  #liveRecords(): number {
    return this.#index.size + this.#requests.size;
  }

  #compact(): void {
    const resources = [...this.#index.all()].filter((resource) => resource.owner.kind === 'api');
    const requests = this.#requests.all();
    function* payloads(): Generator<string> {
      for (const { token, digest, resource } of requests)
        yield formatEntry({ answered: resource, request: { token, digest } });
      for (const resource of resources) yield formatEntry({ put: resource });
    }
    const { bytes } = this.#journal;
    this.#isCompacting = true;
    this.#journal
      .compact(payloads())
      .then(
        () => {
          this.#compactAbove = 0;
          this.#logger.info({ from: bytes, to: this.#journal.bytes }, 'journal compacted');
        },
        (error: unknown) => {
          this.#compactAbove = this.#journal.records + COMPACTION_SLACK;
          this.#logger.warn({ error: String(error) }, 'journal not compacted, going on with it');
        },
      )
      .finally(() => {
        this.#isCompacting = false;
      });
  }
}
