import path from 'node:path';

/** A package that is needed, as the lockfile has it. */
export interface Dependency {
  /** `name@version`; of a package of this repository its folder */
  readonly id: string;
  readonly name: string;
  /** absent for a package of this repository */
  readonly version?: string;
  /** a hash of what the registry gives, `<algorithm>-<base64>` */
  readonly integrity?: string;
  /** the ids of what it needs itself, sorted */
  readonly needs: readonly string[];
}

/** The parts of pnpm-lock.yaml (lockfileVersion 9) that are read here. */
export interface Lockfile {
  readonly importers: Readonly<Record<string, Needs<{ readonly version: string }>>>;
  readonly packages: Readonly<Record<string, { readonly resolution: { readonly integrity?: string } }>>;
  readonly snapshots: Readonly<Record<string, Needs<string>>>;
}

interface Needs<Reference> {
  readonly dependencies?: Readonly<Record<string, Reference>>;
  readonly optionalDependencies?: Readonly<Record<string, Reference>>;
}

/** Everything that a package of this repository needs to run, itself first, then by id; what only its development needs is not among it. */
export function listDependencies(lockfile: Lockfile, folder: string): readonly Dependency[] {
  const found = new Map<string, Dependency>();
  const visit = (reference: Reference): string => {
    const id = reference.kind === 'workspace' ? reference.folder : withoutPeers(reference.key);
    // Peers may differ from one use to the next; what a package needs is then all of it.
    const known = visited.has(keyOf(reference));
    visited.add(keyOf(reference));
    if (known) return id;
    const entry = describe(lockfile, reference, id);
    found.set(id, { ...entry, needs: [] });
    const needs = referencesOf(lockfile, reference).map(visit);
    const before = found.get(id)?.needs ?? [];
    found.set(id, { ...entry, needs: [...new Set([...before, ...needs])].sort() });
    return id;
  };
  const visited = new Set<string>();
  visit({ kind: 'workspace', folder });
  const [first, ...others] = found.values();
  return first === undefined ? [] : [first, ...others.sort((a, b) => (a.id < b.id ? -1 : 1))];
}

type Reference =
  | { readonly kind: 'workspace'; readonly folder: string }
  | { readonly kind: 'registry'; readonly key: string };

function keyOf(reference: Reference): string {
  return reference.kind === 'workspace' ? reference.folder : reference.key;
}

function describe(lockfile: Lockfile, reference: Reference, id: string): Omit<Dependency, 'needs'> {
  if (reference.kind === 'workspace') return { id, name: `@mesh-workshop/${path.basename(id)}` };
  const at = id.lastIndexOf('@');
  const integrity = lockfile.packages[id]?.resolution.integrity;
  return {
    id,
    name: id.slice(0, at),
    version: id.slice(at + 1),
    ...(integrity === undefined ? {} : { integrity }),
  };
}

function referencesOf(lockfile: Lockfile, reference: Reference): readonly Reference[] {
  if (reference.kind === 'registry') {
    const { dependencies, optionalDependencies } = lockfile.snapshots[reference.key] ?? {};
    return Object.entries({ ...dependencies, ...optionalDependencies }).map(([name, version]) =>
      registryReference(lockfile, name, version),
    );
  }
  const { dependencies, optionalDependencies } = lockfile.importers[reference.folder] ?? {};
  return Object.entries({ ...dependencies, ...optionalDependencies }).map(([name, { version }]) =>
    version.startsWith('link:')
      ? { kind: 'workspace', folder: path.posix.join(reference.folder, version.slice('link:'.length)) }
      : registryReference(lockfile, name, version),
  );
}

/** A package under another name has its own in the version. */
function registryReference({ snapshots }: Lockfile, name: string, version: string): Reference {
  return { kind: 'registry', key: version in snapshots ? version : `${name}@${version}` };
}

/** `a@1.0.0(b@2.0.0)` is `a@1.0.0`, with the b that it works with. */
function withoutPeers(key: string): string {
  return key.replace(/\(.*$/, '');
}
