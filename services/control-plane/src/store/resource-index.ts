import {
  MESH_MEMBER_KINDS,
  NAMED_USERS,
  parentKey,
  type Resource,
  type ResourceKey,
  references,
  resourceId,
  resourceKey,
} from '@mesh-workshop/appmesh';

/**
 * All resources by id, and what leads from one to another, so that a write costs the same however many others there are: the sorted ids
 * of each collection, and for each resource who refers to it.
 */
export class ResourceIndex {
  readonly #byId = new Map<string, Resource>();
  readonly #byMesh = new Map<string, Map<string, Resource>>();
  /** Ids in order, by the id of a member without a name. */
  readonly #collections = new Map<string, string[]>();
  /** Ids of those that refer to an id or are part of it. */
  readonly #referrers = new Map<string, Set<string>>();

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): Resource | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<Resource> {
    return this.#byId.values();
  }

  /** The ids of all resources beside that of the key, it included, in order. */
  collection(key: ResourceKey): readonly string[] {
    return this.#collections.get(collectionId(key)) ?? [];
  }

  /** The mesh and everything in it. */
  inMesh(meshName: string): Iterable<Resource> {
    return this.#byMesh.get(meshName)?.values() ?? [];
  }

  /**
   * All that a rule about a resource can have to do with: what it refers to or is part of, and what that refers to; who refers to it or
   * is part of it; services with its name in other letters. Of a mesh, one member of each kind.
   *
   * @param resource the resource as it is to be; as it is when absent
   */
  around(key: ResourceKey, resource: Resource | undefined = this.get(resourceId(key))): Iterable<Resource> {
    if (key.kind === 'mesh')
      return this.#resources(
        // As many of each kind as are named, and one more.
        MESH_MEMBER_KINDS.flatMap((kind) =>
          this.collection({ kind, meshName: key.meshName, name: '' }).slice(0, NAMED_USERS + 1),
        ),
      );
    const towards = resource ? linksOf(resource) : [];
    const ids = new Set<string>();
    for (const id of towards) {
      ids.add(id);
      const target = this.#byId.get(id);
      if (target) for (const next of linksOf(target)) ids.add(next);
      if (id.startsWith(NAME_LINK)) for (const twin of this.#referrers.get(id) ?? []) ids.add(twin);
    }
    for (const id of this.#referrers.get(resourceId(key)) ?? []) ids.add(id);
    return this.#resources(ids);
  }

  set(resource: Resource): void {
    const key = resourceKey(resource);
    const id = resourceId(key);
    const before = this.#byId.get(id);
    this.#byId.set(id, resource);
    const members = this.#byMesh.get(resource.meshName) ?? new Map<string, Resource>();
    this.#byMesh.set(resource.meshName, members.set(id, resource));
    if (before) this.#unlink(id, before);
    else {
      const ids = this.#collections.get(collectionId(key)) ?? [];
      this.#collections.set(collectionId(key), ids);
      ids.splice(placeOf(ids, id), 0, id);
    }
    for (const target of linksOf(resource)) {
      const referrers = this.#referrers.get(target) ?? new Set();
      this.#referrers.set(target, referrers.add(id));
    }
  }

  delete(id: string): void {
    const resource = this.#byId.get(id);
    if (!resource) return;
    this.#byId.delete(id);
    const members = this.#byMesh.get(resource.meshName);
    members?.delete(id);
    if (members?.size === 0) this.#byMesh.delete(resource.meshName);
    this.#unlink(id, resource);
    const collection = collectionId(resourceKey(resource));
    const ids = this.#collections.get(collection);
    ids?.splice(placeOf(ids, id), 1);
    if (ids?.length === 0) this.#collections.delete(collection);
  }

  *#resources(ids: Iterable<string>): Iterable<Resource> {
    for (const id of ids) {
      const resource = this.#byId.get(id);
      if (resource) yield resource;
    }
  }

  #unlink(id: string, resource: Resource): void {
    for (const target of linksOf(resource)) {
      const referrers = this.#referrers.get(target);
      referrers?.delete(id);
      if (referrers?.size === 0) this.#referrers.delete(target);
    }
  }
}

/** No id begins like this. */
const NAME_LINK = 'name/';

/** The ids of what a resource refers to or is part of; for a virtual service also its name without case, under which it meets its twins. */
function linksOf(resource: Resource): readonly string[] {
  const targets = references(resource).map(resourceId);
  const parent = parentKey(resourceKey(resource));
  // What is directly in a mesh is found by the mesh's name.
  if (parent !== undefined && parent.kind !== 'mesh') targets.push(resourceId(parent));
  if (resource.kind === 'virtualService')
    targets.push(`${NAME_LINK}${resource.meshName}/${resource.virtualServiceName.toLowerCase()}`);
  return targets;
}

function collectionId(key: ResourceKey): string {
  return resourceId(key.kind === 'mesh' ? { ...key, meshName: '' } : { ...key, name: '' });
}

/** Where an id is in a sorted list, or belongs. */
function placeOf(ids: readonly string[], id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
