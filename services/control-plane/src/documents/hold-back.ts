import {
  checkAgainstMesh,
  deletionBlockers,
  missingReferences,
  notPresentMessage,
  type Problem,
  type Resource,
  resourceId,
  resourceKey,
} from '@mesh-workshop/appmesh';

/** Writes to the resources of one mesh. */
export interface Writes {
  readonly puts: readonly Resource[];
  readonly deletes: readonly Resource[];
}

/** Writes that may be made now, and why others have to wait. */
export interface HeldBack extends Writes {
  readonly problems: readonly Problem[];
}

/**
 * Leaves out the writes that the API would refuse, until what they need is there: an update that names what does not exist or does not
 * fit the rest of the mesh, a deletion of what others still refer to. Objects that are changed together come one by one, in any order;
 * without this, a route would lose its traffic for the moment between its new weights and the node they name. What is new is never held
 * back: it takes nothing from anyone. Pure.
 */
export function holdBack(
  { puts, deletes }: Writes,
  current: ReadonlyMap<string, Resource>,
  { accountId }: { readonly accountId: string },
): HeldBack {
  const idOf = (resource: Resource) => resourceId(resourceKey(resource));
  const problems: Problem[] = [];
  let wanted: Writes = { puts, deletes };
  for (;;) {
    const next = new Map(current);
    for (const resource of wanted.deletes) next.delete(idOf(resource));
    for (const resource of wanted.puts) next.set(idOf(resource), resource);

    const heldPuts = new Set<Resource>();
    for (const resource of wanted.puts) {
      if (!current.has(idOf(resource))) continue;
      const found = misfits(resource, next, accountId);
      if (found.length > 0) heldPuts.add(resource);
      problems.push(...found);
    }
    // A router that stays keeps its routes: the object that is gone defined them all.
    const heldOwners = new Set<string>();
    for (const resource of wanted.deletes) {
      const blocker = deletionBlockers(resourceKey(resource), next.values(), accountId);
      if (blocker === undefined) continue;
      heldOwners.add(JSON.stringify(resource.owner));
      problems.push(stillInUse(idOf(resource), blocker));
    }
    if (heldPuts.size === 0 && heldOwners.size === 0) return { ...wanted, problems };
    // What is held back may itself need what was to change or go: look again.
    wanted = {
      puts: wanted.puts.filter((resource) => !heldPuts.has(resource)),
      deletes: wanted.deletes.filter(({ owner }) => !heldOwners.has(JSON.stringify(owner))),
    };
  }
}

function misfits(
  resource: Resource,
  next: ReadonlyMap<string, Resource>,
  accountId: string,
): readonly Problem[] {
  const id = resourceId(resourceKey(resource));
  const missing = missingReferences(resource, (key) => next.has(resourceId(key))).map(
    (key): Problem => ({
      severity: 'error',
      code: 'missing-reference',
      path: 'spec',
      message: `${notPresentMessage(key, accountId)}.`,
    }),
  );
  const misfitting = checkAgainstMesh(resource, next.values()).filter(({ severity }) => severity === 'error');
  return [...missing, ...misfitting].map((problem) => ({
    ...problem,
    resource: id,
    message: `${problem.message} Until then, the version before is used.`,
  }));
}

function stillInUse(id: string, blocker: string): Problem {
  const reason = blocker.replace(/\.$/, '');
  return {
    severity: 'warning',
    code: 'being-deleted',
    resource: id,
    path: '',
    message: `The object that defined ${id} is gone. ${reason}. It stays until then.`,
  };
}
