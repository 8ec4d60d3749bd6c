import type { Problem } from '@mesh-workshop/appmesh';
import { listOf, recordOf, textOf } from '../document/json-record.ts';
import { objectKey } from '../document/kubernetes-object.ts';
import type { PlacedObject } from './place-objects.ts';
import { type ObjectIndex, resolveReference } from './resolve-reference.ts';
import type { ApiSpec } from './to-api-spec.ts';

/** The name of a group that is every virtual service of its namespace. */
const EVERYTHING = '*';

/**
 * The spec of a virtual node with the virtual services of its backend groups added to its backends. Those that are already
 * there are not added again, but a backend that the node itself names twice is a problem.
 */
export function expandBackends(index: ObjectIndex, node: PlacedObject, spec: ApiSpec): ApiSpec {
  const problems: Problem[] = [...spec.problems];
  const value = recordOf(spec.value);
  const backends = listOf(value.backends);
  const names = backends.map((backend) =>
    textOf(recordOf(recordOf(backend).virtualService).virtualServiceName),
  );
  names.forEach((name, position) => {
    const first = names.indexOf(name);
    if (first === position) return;
    const path = `spec.backends[${position}]`;
    const message = `${path} is virtual service ${name}, as is backends[${first}]; name each backend once.`;
    problems.push({ severity: 'error', code: 'duplicate', path, message });
  });
  const renames = new Map(spec.renames);
  const added: unknown[] = [];
  listOf(node.object.spec.backendGroups).forEach((group, position) => {
    const path = `spec.backendGroups[${position}]`;
    for (const name of servicesOf(index, node, group, path, problems)) {
      if (names.includes(name)) continue;
      names.push(name);
      renames.set(`spec.backends[${backends.length + added.length}]`, path);
      added.push({ virtualService: { virtualServiceName: name } });
    }
  });
  if (added.length === 0) return { ...spec, problems };
  return { value: { ...value, backends: [...backends, ...added] }, renames, problems };
}

function servicesOf(
  index: ObjectIndex,
  node: PlacedObject,
  group: unknown,
  path: string,
  problems: Problem[],
): readonly string[] {
  const reference = recordOf(group);
  const name = textOf(reference.name) ?? '';
  const namespace = textOf(reference.namespace) ?? node.object.namespace;
  if (name === EVERYTHING) {
    const all = [...index.values()].filter(
      ({ object, meshName }) =>
        object.kind === 'VirtualService' && object.namespace === namespace && meshName === node.meshName,
    );
    return all.map(({ awsName }) => awsName).sort();
  }
  const found = index.get(objectKey('BackendGroup', namespace, name));
  if (found === undefined) {
    const message = `${path} is ${namespace}/${name}, but there is no BackendGroup of that name in namespace ${namespace}; "*" stands for all its virtual services.`;
    problems.push({ severity: 'error', code: 'missing-reference', path, message });
    return [];
  }
  // References of a group are read in the group's namespace, but must lead to the node's mesh.
  const referrer: PlacedObject = { ...node, object: { ...node.object, namespace } };
  return listOf(found.object.spec.virtualservices).map((value) => {
    const resolved = resolveReference(index, referrer, { kind: 'VirtualService', value, path });
    problems.push(...resolved.problems);
    return resolved.name;
  });
}
