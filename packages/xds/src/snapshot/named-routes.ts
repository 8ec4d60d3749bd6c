import type { EncodedResource } from '../encoding/encode-resource.ts';
import { routesNamedByListener } from './resource-references.ts';

const known = new WeakMap<EncodedResource, readonly string[]>();

/** The route configurations that a listener names, each once. Read once per resource. */
export function namedRoutes(listener: EncodedResource): readonly string[] {
  const names = known.get(listener) ?? [
    ...new Set(routesNamedByListener(listener.json).map(({ name }) => name)),
  ];
  known.set(listener, names);
  return names;
}
