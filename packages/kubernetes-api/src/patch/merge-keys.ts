/** How the items of a list are recognized: by members of an object, or, for a set of scalars, by their value. */
export type ListIdentity =
  | { readonly by: 'members'; readonly members: readonly string[] }
  | { readonly by: 'value' };

const members = (...names: string[]): ListIdentity => ({ by: 'members', members: names });

/** List identities by the name of the list; the `patchMergeKey` and `listMapKey` tags of the Kubernetes API types. */
const BY_NAME: ReadonlyMap<string, ListIdentity> = new Map(
  Object.entries<ListIdentity>({
    containers: members('name'),
    initContainers: members('name'),
    ephemeralContainers: members('name'),
    env: members('name'),
    volumes: members('name'),
    volumeMounts: members('mountPath'),
    volumeDevices: members('devicePath'),
    imagePullSecrets: members('name'),
    hostAliases: members('ip'),
    topologySpreadConstraints: members('topologyKey', 'whenUnsatisfiable'),
    conditions: members('type'),
    ownerReferences: members('uid'),
    secrets: members('name'),
    podIPs: members('ip'),
    finalizers: { by: 'value' },
  }),
);

/** Container ports and Service ports share a name but not a key; a strategic merge looks at the first member only. */
const CONTAINER_PORTS = members('containerPort', 'protocol');
const SERVICE_PORTS = members('port', 'protocol');

/**
 * How the list at this path is merged; undefined: it is replaced as a whole. The path holds member names only, e.g.
 * ['spec', 'template', 'spec', 'containers', 'ports']. Custom resources merge the lists of their metadata only.
 */
export function listIdentity(path: readonly string[], mergesLists: boolean): ListIdentity | undefined {
  const name = path.at(-1) ?? '';
  if (!mergesLists && path[0] !== 'metadata') return undefined;
  if (name === 'ports')
    return path.at(-2)?.toLowerCase().endsWith('containers') ? CONTAINER_PORTS : SERVICE_PORTS;
  return BY_NAME.get(name);
}

/** Members whose absence means their default when items are compared. */
const MEMBER_DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };

/** A text that is equal for items that are the same list entry. */
export function itemKey(item: unknown, keyMembers: readonly string[]): string {
  const object = item as Readonly<Record<string, unknown>>;
  return JSON.stringify(keyMembers.map((member) => object?.[member] ?? MEMBER_DEFAULTS[member] ?? null));
}
