import type { MeshModel, Problem } from '@mesh-workshop/appmesh';
import type { ModelStage } from '../model/model-stage.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { findEndpointProblems } from './find-endpoint-problems.ts';
import type { ResolvedEndpoints } from './resolve-endpoints.ts';
import type { EndpointsSource } from './watch-endpoints.ts';

/** What is wrong between resources and the endpoints behind them; found when somebody asks and either has changed since. */
export class EndpointProblems {
  readonly #store: Pick<ResourceStore, 'all'>;
  readonly #model: Pick<ModelStage, 'current' | 'isWhole'>;
  readonly #endpoints: Pick<EndpointsSource, 'current'>;
  #found:
    | {
        readonly meshes: ReadonlyMap<string, MeshModel>;
        readonly endpoints: ResolvedEndpoints;
        readonly problems: readonly Problem[];
      }
    | undefined;

  constructor(
    store: Pick<ResourceStore, 'all'>,
    model: Pick<ModelStage, 'current' | 'isWhole'>,
    endpoints: Pick<EndpointsSource, 'current'>,
  ) {
    this.#store = store;
    this.#model = model;
    this.#endpoints = endpoints;
  }

  /** Empty until both are known. */
  problems(): readonly Problem[] {
    const endpoints = this.#endpoints.current();
    if (endpoints === undefined || !this.#model.isWhole()) return [];
    const meshes = this.#model.current();
    if (this.#found?.meshes !== meshes || this.#found.endpoints !== endpoints) {
      const problems = findEndpointProblems(this.#store.all(), meshes, endpoints);
      this.#found = { meshes, endpoints, problems };
    }
    return this.#found.problems;
  }
}
