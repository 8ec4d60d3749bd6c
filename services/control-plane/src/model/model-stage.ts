import { type MeshModel, type Problem, resolveMeshModels } from '@mesh-workshop/appmesh';
import type { DocumentResources } from '../documents/document-resources.ts';
import { Feed } from '../feed.ts';
import type { ResourceStore, StoreChange } from '../store/resource-store.ts';
import { keepUnchanged } from './keep-unchanged.ts';

/** What changed: one resource, or, without a value, that all resources are known now. */
export type ModelChange = StoreChange | undefined;

/**
 * What all resources mean together: a model of every mesh, and what is wrong with it. It is resolved when somebody asks for it and a
 * resource has changed since; followers hear of each change, so that they may look only at what depends on it.
 */
export class ModelStage {
  readonly #store: Pick<ResourceStore, 'all' | 'follow'>;
  readonly #documents: Pick<DocumentResources, 'isReady' | 'follow'>;
  readonly #feed = new Feed<ModelChange>();
  #resolved: ReturnType<typeof resolveMeshModels> | undefined;
  /** As they were resolved last. */
  #models: ReadonlyMap<string, MeshModel> = new Map();

  constructor(
    store: Pick<ResourceStore, 'all' | 'follow'>,
    documents: Pick<DocumentResources, 'isReady' | 'follow'>,
  ) {
    this.#store = store;
    this.#documents = documents;
    store.follow((change) => {
      this.#resolved = undefined;
      this.#feed.tell(change);
    });
    let ready = documents.isReady();
    documents.follow(() => {
      if (!ready) this.#feed.tell(undefined);
      ready = true;
    });
  }

  /**
   * False until the store holds what all documents define. A model is there before, but nothing may be published from it: it takes
   * from proxies what the missing documents give them.
   */
  isWhole(): boolean {
    return this.#documents.isReady();
  }

  /** The models by name of the mesh. Virtual nodes and gateways in which nothing has changed are the same objects as before. */
  current(): ReadonlyMap<string, MeshModel> {
    return this.#resolve().value;
  }

  /** What is wrong with the resources. */
  problems(): readonly Problem[] {
    return this.#resolve().problems;
  }

  /** Calls `follower` after every change, when `current` has it. */
  follow(follower: (change: ModelChange) => void): void {
    this.#feed.follow(follower);
  }

  #resolve(): ReturnType<typeof resolveMeshModels> {
    if (this.#resolved) return this.#resolved;
    const { value, problems } = resolveMeshModels(this.#store.all());
    this.#models = keepUnchanged(this.#models, value);
    this.#resolved = { value: this.#models, problems };
    return this.#resolved;
  }
}
