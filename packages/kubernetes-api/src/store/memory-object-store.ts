import { jsonEqual, toJson } from '@mesh-workshop/json';
import { fulfilsRequirements } from '@mesh-workshop/label-selector';
import { admitObject } from '../admission/admit-object.ts';
import { NAMESPACES } from '../objects/kinds.ts';
import type { KindRef, KubernetesObject, NewObject, ObjectMeta } from '../objects/kubernetes-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { qualifiedPlural, type ResourceRegistry } from '../resources/resource-registry.ts';
import { ChangeFeed, type FeedEntry } from './change-feed.ts';
import { isGone, markDeleted } from './deletion.ts';
import { matchesFields, parseFieldSelector } from './field-selector.ts';
import { parseLabelSelector } from './label-selector.ts';
import { isSpecChange, newMetadata, updatedMetadata } from './object-metadata.ts';
import type { Change, DeleteOptions, ListOptions, ObjectStore, WriteOptions } from './object-store.ts';
import { alreadyExists, conflict, forbidden, invalid, notFound, unknownResource } from './refusals.ts';

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

function printError(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

function objectKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** The store behind the API, with what the HTTP side and the controllers need on top of ObjectStore. */
export class MemoryObjectStore implements ObjectStore {
  readonly registry: ResourceRegistry;
  readonly #clock: () => number;
  readonly #feed: ChangeFeed;
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #byUid = new Map<string, KubernetesObject>();
  #version: number;

  /** `onListenerError` is told what somebody who watches threw; default: a line on stderr. */
  constructor(
    registry: ResourceRegistry,
    clock: () => number,
    onListenerError: (error: unknown) => void = printError,
  ) {
    this.registry = registry;
    this.#clock = clock;
    // Starting at the time makes versions of an earlier run older than anything remembered: a client that continues gets 410 and lists again.
    this.#version = Math.floor(clock());
    this.#feed = new ChangeFeed(this.#version + 1, onListenerError);
  }

  /** The time of this API, epoch milliseconds. */
  now(): number {
    return this.#clock();
  }

  /** The version of the last write. */
  get resourceVersion(): number {
    return this.#version;
  }

  get<T extends KubernetesObject>(
    kind: KindRef<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined {
    return this.#kindObjects(kind).get(objectKey(namespace, name)) as T | undefined;
  }

  /** The object with this uid, of any kind. */
  getByUid(uid: string): KubernetesObject | undefined {
    return this.#byUid.get(uid);
  }

  list<T extends KubernetesObject>(kind: KindRef<T>, options: ListOptions = {}): readonly T[] {
    const labels = parseLabelSelector(options.labelSelector ?? '');
    const fields = parseFieldSelector(options.fieldSelector ?? '', this.#definition(kind));
    return [...this.#kindObjects(kind).entries()]
      .filter(
        ([, object]) =>
          (options.namespace === undefined || object.metadata.namespace === options.namespace) &&
          fulfilsRequirements(labels, object.metadata.labels) &&
          matchesFields(fields, object),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object as T);
  }

  create<T extends KubernetesObject>(object: NewObject<T>, options: WriteOptions = {}): T {
    const definition = this.#definitionOf(object.apiVersion, object.kind);
    const { status, ...rest } = toJson(object) as NewObject;
    const given =
      definition.subresources?.status === true || status === undefined ? rest : { ...rest, status };
    const metadata = newMetadata(object.metadata ?? {}, definition.namespaced, this.#clock());
    if (object.metadata?.name === undefined && object.metadata?.generateName === undefined) {
      throw invalid(definition, '', [
        { reason: 'Required', path: 'metadata.name', message: 'name or generateName is required' },
      ]);
    }
    if (definition.notRun !== undefined) {
      const why = `the local target does not run ${definition.kind}s: ${definition.notRun}`;
      throw forbidden(definition, metadata.name, why);
    }
    const next = admitObject(definition, { ...given, metadata } as KubernetesObject, undefined);
    this.#checkNamespace(definition, metadata);
    if (this.get(definition, metadata.namespace, metadata.name))
      throw alreadyExists(definition, metadata.name);
    return this.#commit('ADDED', definition, next, undefined, options) as T;
  }

  update<T extends KubernetesObject>(object: T, options: WriteOptions = {}): T {
    const { definition, current } = this.#currentOf(object);
    const { status: _status, ...given } = toJson(object) as KubernetesObject;
    const { status } = definition.subresources?.status === true ? current : toJson(object);
    const draft = {
      ...given,
      metadata: updatedMetadata(current.metadata, given.metadata),
      ...(status === undefined ? {} : { status }),
    } as KubernetesObject;
    const next = admitObject(definition, draft, current);
    return this.#store(definition, current, next, options) as T;
  }

  updateStatus<T extends KubernetesObject>(object: T, options: WriteOptions = {}): T {
    const { definition, current } = this.#currentOf(object);
    const { status: _status, ...kept } = current;
    const { status } = toJson(object);
    const next = { ...kept, ...(status === undefined ? {} : { status }) } as KubernetesObject;
    return this.#store(definition, current, next, options) as T;
  }

  modifyStatus<T extends KubernetesObject>(
    kind: KindRef<T>,
    namespace: string | undefined,
    name: string,
    change: (current: T) => T['status'],
  ): T | undefined {
    const current = this.get(kind, namespace, name);
    return current && this.updateStatus({ ...current, status: change(current) });
  }

  modify<T extends KubernetesObject>(
    kind: KindRef<T>,
    namespace: string | undefined,
    name: string,
    change: (current: T) => T,
  ): T | undefined {
    const current = this.get(kind, namespace, name);
    return current && this.update(change(current));
  }

  delete<T extends KubernetesObject>(
    kind: KindRef<T>,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): T {
    const definition = this.#definition(kind);
    const current = this.get(kind, namespace, name);
    if (current === undefined) throw notFound(kind, name);
    const { uid, resourceVersion } = options.preconditions ?? {};
    if (uid !== undefined && uid !== current.metadata.uid) {
      throw conflict(
        kind,
        name,
        `the UID in the precondition (${uid}) is not the object's (${current.metadata.uid})`,
      );
    }
    if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion) {
      throw conflict(kind, name);
    }
    const grace = options.gracePeriodSeconds ?? definition.deletionGraceSeconds?.(current) ?? 0;
    const wait = Math.max(0, definition.deletionGraceSeconds === undefined ? 0 : grace);
    const next = markDeleted(definition, current, {
      graceSeconds: wait,
      policy: options.propagationPolicy,
      nowMs: this.#clock(),
    });
    return this.#store(definition, current, next, options) as T;
  }

  watch<T extends KubernetesObject>(kind: KindRef<T>, listener: (change: Change<T>) => void): () => void {
    const watched = qualifiedPlural(kind);
    return this.watchAll((entry) => {
      if (entry.kind === watched) listener(entry as unknown as Change<T>);
    });
  }

  /** The change feed of all kinds. */
  watchAll(listener: (entry: FeedEntry) => void): () => void {
    return this.#feed.subscribe(listener, this.#version);
  }

  /** What changed after a version; undefined when that is no longer (or was never) remembered. */
  changesSince(resourceVersion: number): readonly FeedEntry[] | undefined {
    return resourceVersion > this.#version ? undefined : this.#feed.since(resourceVersion);
  }

  #kindObjects(kind: KindRef): Map<string, KubernetesObject> {
    const key = qualifiedPlural(kind);
    const existing = this.#objects.get(key);
    if (existing) return existing;
    const created = new Map<string, KubernetesObject>();
    this.#objects.set(key, created);
    return created;
  }

  #definition(kind: KindRef): ResourceDefinition {
    const definition = this.registry.byRef(kind);
    if (definition === undefined) throw unknownResource();
    return definition;
  }

  #definitionOf(apiVersion: unknown, kind: unknown): ResourceDefinition {
    const definition = this.registry.byKind(String(apiVersion), String(kind));
    if (definition === undefined) throw unknownResource();
    return definition;
  }

  #currentOf(object: KubernetesObject) {
    const definition = this.#definitionOf(object.apiVersion, object.kind);
    const { name, namespace, uid, resourceVersion } = object.metadata;
    const current = this.get(definition, definition.namespaced ? (namespace ?? 'default') : undefined, name);
    if (current === undefined) throw notFound(definition, name);
    if (uid !== undefined && uid !== current.metadata.uid) {
      throw conflict(
        definition,
        name,
        `the object with uid ${uid} is gone; this one is ${current.metadata.uid}`,
      );
    }
    if (
      resourceVersion !== undefined &&
      resourceVersion !== '' &&
      resourceVersion !== current.metadata.resourceVersion
    ) {
      throw conflict(definition, name);
    }
    return { definition, current };
  }

  #checkNamespace(definition: ResourceDefinition, metadata: ObjectMeta): void {
    if (metadata.namespace === undefined) return;
    const namespace = this.get(NAMESPACES, undefined, metadata.namespace);
    if (namespace === undefined) throw notFound(NAMESPACES, metadata.namespace);
    if (namespace.metadata.deletionTimestamp !== undefined) {
      throw forbidden(
        definition,
        metadata.name,
        `unable to create new content in namespace ${metadata.namespace} because it is being terminated`,
      );
    }
  }

  /** Commits a changed object: nothing when it is equal, its removal when nothing keeps it any more. */
  #store(
    definition: ResourceDefinition,
    current: KubernetesObject,
    next: KubernetesObject,
    options: WriteOptions,
  ): KubernetesObject {
    const generation =
      isSpecChange(current, next) && next.metadata.generation === current.metadata.generation
        ? current.metadata.generation + 1
        : next.metadata.generation;
    const result = { ...next, metadata: { ...next.metadata, generation } } as KubernetesObject;
    if (isGone(definition, result)) return this.#commit('DELETED', definition, result, current, options);
    if (jsonEqual(current, result)) return current;
    return this.#commit('MODIFIED', definition, result, current, options);
  }

  #commit(
    type: Change['type'],
    definition: ResourceDefinition,
    next: KubernetesObject,
    previous: KubernetesObject | undefined,
    options: WriteOptions,
  ): KubernetesObject {
    const version = options.dryRun === true ? this.#version : this.#version + 1;
    const object = deepFreeze({
      ...next,
      metadata: { ...next.metadata, resourceVersion: String(version) },
    }) as KubernetesObject;
    if (options.dryRun === true) return object;
    this.#version = version;
    const objects = this.#kindObjects(definition);
    const key = objectKey(object.metadata.namespace, object.metadata.name);
    if (type === 'DELETED') {
      objects.delete(key);
      this.#byUid.delete(object.metadata.uid);
    } else {
      objects.set(key, object);
      this.#byUid.set(object.metadata.uid, object);
    }
    this.#feed.push({
      type,
      kind: qualifiedPlural(definition),
      object,
      ...(previous === undefined ? {} : { previous }),
      resourceVersion: version,
    });
    return object;
  }
}
