import type { EncodedResource } from '../encoding/encode-resource.ts';
import { clustersNamedByListener, clustersNamedByRoutes } from './resource-references.ts';

const known = new WeakMap<EncodedResource, readonly string[]>();

/** The clusters that a listener or a route configuration names, each once. Read once per resource. */
export function namedClusters(type: 'listeners' | 'routes', resource: EncodedResource): readonly string[] {
  const names = known.get(resource) ?? [
    ...new Set(
      (type === 'listeners' ? clustersNamedByListener : clustersNamedByRoutes)(resource.json).map(
        ({ name }) => name,
      ),
    ),
  ];
  known.set(resource, names);
  return names;
}
