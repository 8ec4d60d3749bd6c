import type { KindRef, KubernetesObject, NewObject } from '../objects/kubernetes-object.ts';

/** Which objects to list. */
export interface ListOptions {
  readonly namespace?: string;
  /** kubectl's selector syntax: `app=product,tier!=db,env in (a,b),!legacy`. */
  readonly labelSelector?: string;
  /** `metadata.name=x,spec.nodeName!=y`. */
  readonly fieldSelector?: string;
}

/** Options of every write. */
export interface WriteOptions {
  /** Do everything but store the result. */
  readonly dryRun?: boolean;
}

/** How to delete. */
export interface DeleteOptions extends WriteOptions {
  /** Pods only: seconds the node agent may take. 0 removes the object at once. Default: the pod's own. */
  readonly gracePeriodSeconds?: number;
  /** What happens to objects that name this one as owner. Default 'Background'. */
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** One entry of the change feed. A DELETED object is as it was last, with the resourceVersion of the deletion. */
export interface Change<T extends KubernetesObject = KubernetesObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
  /** As it was before; absent for ADDED. */
  readonly previous?: T;
}

/**
 * The objects of the API, in memory. All calls are synchronous and do to an object what a request over HTTP would do (defaults,
 * validation, generation, finalizers); a refused write throws ApiError and changes nothing.
 */
export interface ObjectStore {
  /** The object, or undefined. `namespace` is undefined for kinds without one. */
  get<T extends KubernetesObject>(
    kind: KindRef<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined;
  /** Objects sorted by namespace and name. */
  list<T extends KubernetesObject>(kind: KindRef<T>, options?: ListOptions): readonly T[];
  /** Kind and namespace are read from the object. Throws AlreadyExists, Invalid, NotFound (kind or namespace). */
  create<T extends KubernetesObject>(object: NewObject<T>, options?: WriteOptions): T;
  /** Replaces all but the status. Throws Conflict when the object carries a resourceVersion that is not the current one. */
  update<T extends KubernetesObject>(object: T, options?: WriteOptions): T;
  /** Replaces the status only. Throws Conflict as `update` does. */
  updateStatus<T extends KubernetesObject>(object: T, options?: WriteOptions): T;
  /** Reads, applies `change`, writes back the status: no Conflict. Undefined when the object is gone. */
  modifyStatus<T extends KubernetesObject>(
    kind: KindRef<T>,
    namespace: string | undefined,
    name: string,
    change: (current: T) => T['status'],
  ): T | undefined;
  /** Reads, applies `change`, writes back all but the status: no Conflict. Undefined when the object is gone. */
  modify<T extends KubernetesObject>(
    kind: KindRef<T>,
    namespace: string | undefined,
    name: string,
    change: (current: T) => T,
  ): T | undefined;
  /**
   * Removes the object, or marks it with deletionTimestamp when a finalizer or a running pod has to end first. Returns it as it is then.
   * Throws NotFound.
   */
  delete<T extends KubernetesObject>(
    kind: KindRef<T>,
    namespace: string | undefined,
    name: string,
    options?: DeleteOptions,
  ): T;
  /**
   * Calls `listener` for every later change of the kind, in order, in a microtask after the write. `list` and `watch` called in
   * the same synchronous step leave no gap. Returns the function that stops it.
   */
  watch<T extends KubernetesObject>(kind: KindRef<T>, listener: (change: Change<T>) => void): () => void;
}
