import { type Problem, RESOURCE_KINDS, type ResourceKind, resourceKey } from '@mesh-workshop/appmesh';
import {
  type KubernetesResolution,
  locateProblems,
  resolveKubernetesResources,
} from '@mesh-workshop/appmesh-kubernetes';
import type { Logger } from 'pino';
import { Feed } from '../feed.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { DocumentSource, SourceDocuments } from './document-source.ts';
import { planResources } from './plan-resources.ts';
import type { SourceProblem } from './source-problem.ts';

/** How long after a change of the store to look at the documents again. */
const LATER_MS = 50;

/** What the documents of all sources came to, when it was written to the store. */
export interface ResolvedDocuments {
  readonly resolution: KubernetesResolution;
  readonly problems: readonly (Problem | SourceProblem)[];
}

export interface DocumentResourcesOptions {
  readonly store: ResourceStore;
  /** The account that owns all meshes. */
  readonly accountId: string;
  /** Region in ARNs. */
  readonly region: string;
  readonly logger: Logger;
  /** Opens the sources, which call `onChange` from then on, but not before they are returned. */
  openSources(onChange: () => void): readonly DocumentSource[];
}

/**
 * Keeps the resources that documents define in the store, beside those of the API. Whatever changes only asks for a look; a look takes
 * all documents of all sources together, as they refer to each other.
 */
export class DocumentResources {
  readonly #options: DocumentResourcesOptions;
  readonly #sources: readonly DocumentSource[];
  readonly #feed = new Feed<ResolvedDocuments>();
  #resolved: ResolvedDocuments | undefined;
  #stopped = false;
  #wanted = false;
  #working: Promise<void> | undefined;
  #laterLook: NodeJS.Timeout | undefined;

  constructor(options: DocumentResourcesOptions) {
    this.#options = options;
    this.#sources = options.openSources(() => this.#changed());
    options.store.follow(() => this.#storeChanged());
  }

  /** Calls `follower` after every look, when the store holds what the documents define. */
  follow(follower: (resolved: ResolvedDocuments) => void): void {
    this.#feed.follow(follower);
  }

  /** False until the documents of all sources are known and in the store for the first time. */
  isReady(): boolean {
    return this.#sources.length === 0 || this.#resolved !== undefined;
  }

  problems(): readonly (Problem | SourceProblem)[] {
    return this.#resolved?.problems ?? [];
  }

  /** Problems of resources, with the place in the document where a document defines the resource. */
  locate<Code extends string>(problems: readonly Problem<Code>[]): readonly Problem<Code>[] {
    return this.#resolved ? locateProblems(problems, this.#resolved.resolution) : problems;
  }

  /** Asks for a look. */
  #changed(): void {
    if (this.#sources.length === 0 || this.#stopped) return;
    this.#wanted = true;
    this.#working ??= this.#work();
  }

  /** What the API makes or deletes decides who owns a name, and what is still a member of a mesh. That can wait; proxies cannot. */
  #storeChanged(): void {
    if (this.#sources.length === 0 || this.#stopped) return;
    this.#laterLook ??= setTimeout(() => {
      this.#laterLook = undefined;
      this.#changed();
    }, LATER_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#laterLook);
    await Promise.all(this.#sources.map((source) => source.stop()));
    await this.#working;
  }

  async #work(): Promise<void> {
    // All events that come together are looked at once.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#wanted && !this.#stopped) {
      this.#wanted = false;
      await this.#look().catch((error: unknown) =>
        this.#options.logger.error({ err: error }, 'documents could not be resolved, which is a defect'),
      );
    }
    this.#working = undefined;
  }

  async #look(): Promise<void> {
    const known = this.#sources.map((source) => source.current());
    if (known.some((documents) => documents === undefined)) return;
    const all = known.filter((documents): documents is SourceDocuments => documents !== undefined);
    const resolved = resolveKubernetesResources(
      all.flatMap(({ documents }) => documents),
      all.flatMap(({ namespaces }) => namespaces),
    );
    const problems: (Problem | SourceProblem)[] = all.flatMap((documents) => documents.problems);
    problems.push(...resolved.problems);
    for (const meshName of this.#meshNames(resolved.value))
      problems.push(...(await this.#writeMesh(resolved.value, meshName)));
    this.#resolved = { resolution: resolved.value, problems };
    this.#feed.tell(this.#resolved);
  }

  /** Meshes of which a document defines something, or did. */
  #meshNames({ resources }: KubernetesResolution): ReadonlySet<string> {
    const owned = [...this.#options.store.all()].filter(({ owner }) => owner.kind === 'kubernetes');
    return new Set([...resources.map(({ key }) => key.meshName), ...owned.map(({ meshName }) => meshName)]);
  }

  /** In turn with the API's writers, so that neither overwrites what the other has just made. */
  #writeMesh(resolution: KubernetesResolution, meshName: string): Promise<ResolvedDocuments['problems']> {
    const { store, accountId, region, logger } = this.#options;
    return store.writeInTurn(meshName, async () => {
      const context = { accountId, region, now: Date.now() / 1000 };
      const plan = planResources(resolution, meshName, store.inMesh(meshName), context);
      for (const resource of plan.puts) {
        const verb = store.get(resourceKey(resource)) ? 'Update' : 'Create';
        const change = await store.put(resource, { operation: operationName(verb, resource) });
        logger.info({ resource: change.resourceId, version: change.version }, 'defined by a document');
      }
      for (const resource of plan.deletes) {
        const change = await store.delete(resource, { operation: operationName('Delete', resource) });
        logger.info({ resource: change.resourceId }, 'no longer defined by a document');
      }
      return plan.problems;
    });
  }
}

function operationName(verb: string, { kind }: { readonly kind: ResourceKind }): string {
  return `${verb}${RESOURCE_KINDS[kind].label}`;
}
