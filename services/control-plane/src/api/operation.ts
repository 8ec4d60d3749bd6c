import type { ResourceKindRow } from '@mesh-workshop/appmesh';
import type { ResourceStore, StoreChange } from '../store/resource-store.ts';
import type { Quotas } from './quotas.ts';

/** What every operation works with. */
export interface ApiContext {
  readonly store: ResourceStore;
  /** Owner of all meshes, 12 digits. */
  readonly accountId: string;
  readonly quotas: Quotas;
}

/** A request, taken apart. */
export interface ApiRequest {
  /** The decoded labels of the path, by name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Region of the signature, whether it was checked or not; without one, the configured region. */
  readonly region: string;
  /** The members of the body; none for a request without one. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A successful answer. */
export interface Answer {
  /** The whole JSON body. */
  readonly body: object;
  /** What was written for it. */
  readonly change?: StoreChange;
}

export type HttpMethod = 'GET' | 'PUT' | 'DELETE';

/** Where an operation of the API is found. */
export interface OperationRoute {
  readonly name: string;
  readonly method: HttpMethod;
  /** Behind `/v20190125`, with labels in braces. */
  readonly path: string;
}

/** What is done to a resource of some kind. */
export type Verb = 'Create' | 'Describe' | 'Update' | 'Delete' | 'List';

/** One operation of the API. Throws an `ApiError` for everything that is not an {@link Answer}. */
export interface Operation extends OperationRoute {
  /** Absent for the operations on tags. */
  readonly on?: { readonly verb: Verb; readonly kind: ResourceKindRow };
  handle(context: ApiContext, request: ApiRequest): Answer | Promise<Answer>;
}
