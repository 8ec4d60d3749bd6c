import type { JsonObject } from '@mesh-workshop/json';
import { ADS_ORDER, type ResourceSet, type ResourceTypeName } from './resource-set.ts';
import {
  clustersNamedByListener,
  clustersNamedByRoutes,
  endpointsNameOf,
  type Reference,
  routesNamedByListener,
  secretsNamedBy,
} from './snapshot/resource-references.ts';
import type { XdsProblem } from './xds-problem.ts';

const NAME_MEMBER: Readonly<Record<ResourceTypeName, string>> = {
  clusters: 'name',
  endpoints: 'cluster_name',
  listeners: 'name',
  routes: 'name',
  secrets: 'name',
};

/** Which resources refer to which type, and how the references are found. */
interface ReferenceRule {
  readonly from: ResourceTypeName;
  readonly to: ResourceTypeName;
  find(resource: JsonObject): readonly Reference[];
}

function endpointsNamedByCluster(cluster: JsonObject): readonly Reference[] {
  const name = endpointsNameOf(cluster);
  return name === undefined ? [] : [{ name, path: 'eds_cluster_config' }];
}

const REFERENCE_RULES: readonly ReferenceRule[] = [
  { from: 'clusters', to: 'endpoints', find: endpointsNamedByCluster },
  { from: 'clusters', to: 'secrets', find: secretsNamedBy },
  { from: 'listeners', to: 'routes', find: routesNamedByListener },
  { from: 'listeners', to: 'clusters', find: clustersNamedByListener },
  { from: 'listeners', to: 'secrets', find: secretsNamedBy },
  { from: 'routes', to: 'clusters', find: clustersNamedByRoutes },
];

/** Types that reach a proxy only because something names them; one that nothing names is a mistake. */
const NEVER_STRAY: readonly ResourceTypeName[] = ['endpoints', 'routes', 'secrets'];

function checkNames(set: ResourceSet): XdsProblem[] {
  return ADS_ORDER.flatMap((type) =>
    Object.entries(set[type]).flatMap(([key, resource]) => {
      const member = NAME_MEMBER[type];
      const own = resource[member];
      return own === key
        ? []
        : [
            {
              type,
              name: key,
              path: member,
              message: `is ${JSON.stringify(own ?? null)}, but the resource is filed under "${key}"; they must be equal`,
            },
          ];
    }),
  );
}

/**
 * Problems between resources, all of them: an EDS cluster without endpoints, a listener without its routes, a route or
 * TCP proxy without its cluster, a missing secret, endpoints or routes or secrets that nothing names, a resource filed
 * under another name than its own. Empty endpoints are endpoints.
 */
export function checkConsistency(set: ResourceSet): readonly XdsProblem[] {
  const problems = checkNames(set);
  const named = new Set<string>();
  for (const { from, to, find } of REFERENCE_RULES) {
    for (const [name, resource] of Object.entries(set[from])) {
      for (const reference of find(resource)) {
        named.add(`${to}/${reference.name}`);
        if (set[to][reference.name] === undefined) {
          const message = `names "${reference.name}", but there is no such resource among the ${to}`;
          problems.push({ type: from, name, path: reference.path, message });
        }
      }
    }
  }
  for (const type of NEVER_STRAY) {
    for (const name of Object.keys(set[type]).filter((key) => !named.has(`${type}/${key}`))) {
      problems.push({ type, name, path: '', message: 'is not named by any other resource; remove it' });
    }
  }
  return problems;
}
