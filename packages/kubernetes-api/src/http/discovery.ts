import type { JsonObject } from '@mesh-workshop/json';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { formatApiVersion, type ResourceRegistry, servedVersions } from '../resources/resource-registry.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** What `/version` says; the build metadata after `+` tells people that this is no cluster. */
export function versionInfo(gitVersion: string): JsonObject {
  const [, major = '1', minor = '34'] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: `node ${process.version}`,
    compiler: 'none',
    platform: `${process.platform}/${process.arch}`,
  };
}

function apiResources(definition: ResourceDefinition): readonly JsonObject[] {
  const { kind, plural, singular, namespaced, subresources = {} } = definition;
  const sub = (name: string, verbs: readonly string[], more: JsonObject = {}): JsonObject => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    kind,
    verbs,
    ...more,
  });
  const isPod = definition.group === '' && plural === 'pods';
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs: VERBS,
      ...(definition.shortNames ? { shortNames: definition.shortNames } : {}),
      ...(definition.categories ? { categories: definition.categories } : {}),
    },
    ...(subresources.status === true ? [sub('status', ['get', 'patch', 'update'])] : []),
    ...(subresources.scale === undefined
      ? []
      : [sub('scale', ['get', 'patch', 'update'], { group: 'autoscaling', version: 'v1', kind: 'Scale' })]),
    ...(isPod
      ? [
          sub('log', ['get']),
          sub('exec', ['create', 'get'], { kind: 'PodExecOptions' }),
          sub('eviction', ['create'], { group: 'policy', version: 'v1', kind: 'Eviction' }),
        ]
      : []),
  ];
}

function groupVersions(registry: ResourceRegistry): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const definition of registry.all()) {
    const versions = groups.get(definition.group) ?? [];
    for (const version of servedVersions(definition)) if (!versions.includes(version)) versions.push(version);
    groups.set(definition.group, versions);
  }
  return groups;
}

function apiGroup(name: string, versions: readonly string[]): JsonObject {
  const listed = versions.map((version) => ({ groupVersion: formatApiVersion(name, version), version }));
  return { name, versions: listed, preferredVersion: listed[0] ?? {} };
}

/** Every `<group>/<version>` that is served. */
export function servedApiVersions(registry: ResourceRegistry): readonly string[] {
  return [...groupVersions(registry)].flatMap(([group, versions]) =>
    versions.map((version) => formatApiVersion(group, version)),
  );
}

/** The discovery document under this path, or undefined when it is no discovery path. */
export function discoveryDocument(
  registry: ResourceRegistry,
  pathname: string,
  address: string,
): JsonObject | undefined {
  const segments = pathname.split('/').filter((it) => it !== '');
  const [root, first, second, ...rest] = segments;
  if (rest.length > 0) return undefined;
  if (root === 'api' && first === undefined) {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
    };
  }
  const groups = [...groupVersions(registry)].filter(([group]) => group !== '');
  if (root === 'apis' && first === undefined) {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groups.map(([group, versions]) => apiGroup(group, versions)),
    };
  }
  if (root === 'apis' && second === undefined) {
    const found = groups.find(([group]) => group === first);
    return found && { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(...found) };
  }
  const [group, version] = root === 'api' ? ['', first] : [first ?? '', second];
  if ((root === 'api' && second !== undefined) || (root !== 'api' && root !== 'apis')) return undefined;
  const served = registry
    .all()
    .filter((it) => it.group === group && version !== undefined && servedVersions(it).includes(version));
  if (served.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: formatApiVersion(group, version ?? ''),
    resources: served.flatMap(apiResources),
  };
}
