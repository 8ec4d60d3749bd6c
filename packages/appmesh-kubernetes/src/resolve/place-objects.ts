import type { Problem, ResourceKey, Result } from '@mesh-workshop/appmesh';
import { validateResourceName } from '@mesh-workshop/appmesh';
import { documentProblem } from '../document/document-problem.ts';
import { textOf } from '../document/json-record.ts';
import { describeObject, type KubernetesNamespace } from '../document/kubernetes-document.ts';
import { type KubernetesObject, objectKey } from '../document/kubernetes-object.ts';
import { OBJECT_KINDS } from '../kinds/object-kinds.ts';
import { selectGateway } from './select-gateway.ts';
import { selectMesh } from './select-mesh.ts';

/** An object with its place among the resources of App Mesh. */
export interface PlacedObject {
  readonly object: KubernetesObject;
  /** Its name in App Mesh: `spec.awsName`, or what that is by default. */
  readonly awsName: string;
  /** Name in App Mesh of the mesh that it belongs to; absent if there is none, and for a backend group. */
  readonly meshName?: string;
  /** The resource it defines. Absent if it has no place, or its name is taken. */
  readonly key?: ResourceKey;
}

/** Gives every object its mesh, its gateway and its name. Of two objects with one name the older one has it. */
export function placeObjects(
  objects: readonly KubernetesObject[],
  namespaces: readonly KubernetesNamespace[],
): Result<readonly PlacedObject[]> {
  const problems: Problem[] = [];
  const ofKind = (kind: KubernetesObject['kind']) => objects.filter((object) => object.kind === kind);
  const meshes = ofKind('Mesh');
  const gateways = ofKind('VirtualGateway');
  const meshOf = new Map(
    objects
      .filter(({ kind }) => kind !== 'Mesh' && kind !== 'BackendGroup')
      .map((object) => [object, selectMesh(object, meshes, namespaces)]),
  );
  const placed = objects.map((object): PlacedObject => {
    const awsName = awsNameOf(object);
    const report = (problem: Problem) =>
      problems.push(documentProblem({ ...object, renames: [object.renames] }, problem));
    if (object.kind === 'BackendGroup') return { object, awsName };
    const wrongName = validateAwsName(object, awsName);
    for (const problem of wrongName) report(problem);
    const named = wrongName.length === 0;
    if (object.kind === 'Mesh') {
      return {
        object,
        awsName,
        meshName: awsName,
        ...(named ? { key: { kind: 'mesh', meshName: awsName } } : {}),
      };
    }
    const { value: mesh, problem } = meshOf.get(object) ?? {};
    if (problem !== undefined) report(problem);
    if (mesh === undefined) return { object, awsName };
    const meshName = awsNameOf(mesh);
    if (!named) return { object, awsName, meshName };
    if (object.kind !== 'GatewayRoute') {
      return {
        object,
        awsName,
        meshName,
        key: { kind: OBJECT_KINDS[object.kind].resource, meshName, name: awsName },
      };
    }
    const isInMesh = (candidate: KubernetesObject) => meshOf.get(candidate)?.value === mesh;
    const gateway = selectGateway(object, gateways, isInMesh, namespaces);
    if (gateway.problem !== undefined) report(gateway.problem);
    if (gateway.value === undefined) return { object, awsName, meshName };
    const virtualGatewayName = awsNameOf(gateway.value);
    return {
      object,
      awsName,
      meshName,
      key: { kind: 'gatewayRoute', meshName, virtualGatewayName, name: awsName },
    };
  });
  const distinct = withDistinctKeys(placed);
  return { value: distinct.value, problems: [...problems, ...distinct.problems] };
}

/** The name of an object's resource in App Mesh. */
export function awsNameOf(object: Pick<KubernetesObject, 'kind' | 'name' | 'namespace' | 'spec'>): string {
  return textOf(object.spec.awsName) ?? defaultAwsName(object);
}

/** The name that a resource gets when its object does not say one: unique in the mesh, because objects are in a namespace. */
export function defaultAwsName({
  kind,
  name,
  namespace,
}: Pick<KubernetesObject, 'kind' | 'name' | 'namespace'>): string {
  if (kind === 'Mesh') return name;
  return kind === 'VirtualService' ? `${name}.${namespace}` : `${name}_${namespace}`;
}

function validateAwsName({ kind, spec }: KubernetesObject, awsName: string) {
  const given = textOf(spec.awsName) !== undefined;
  const path = given ? 'spec.awsName' : 'metadata.name';
  const advice = given ? '' : ' Set spec.awsName.';
  return validateResourceName(`${kind}Name`, awsName).map((problem) => ({
    ...problem,
    path,
    message: `${path} gives the name ${JSON.stringify(awsName)} in App Mesh. ${problem.message}${advice}`,
  }));
}

/** One key a resource: the oldest object has it, the others are told whose it is. */
function withDistinctKeys(placed: readonly PlacedObject[]): Result<readonly PlacedObject[]> {
  const holders = new Map<string, KubernetesObject>();
  const problems: Problem[] = [];
  const byAge = [...placed].sort((a, b) => compareText(a.object.createdAt ?? '', b.object.createdAt ?? ''));
  const refused = new Set<PlacedObject>();
  for (const item of byAge) {
    const { object, key } = item;
    if (key === undefined) continue;
    const id = JSON.stringify(key);
    const holder = holders.get(id);
    if (holder === undefined) {
      holders.set(id, object);
      continue;
    }
    refused.add(item);
    const path = textOf(object.spec.awsName) === undefined ? 'metadata.name' : 'spec.awsName';
    const message = `${path} gives the name ${JSON.stringify(item.awsName)} in App Mesh, which already belongs to ${describeObject(holder.reference)}; set another spec.awsName.`;
    const problem = { severity: 'error', code: 'duplicate', path, message } as const;
    problems.push(documentProblem({ ...object, renames: [object.renames] }, problem));
  }
  const value = placed.map((item) => {
    if (!refused.has(item)) return item;
    const { key: _, ...rest } = item;
    return rest;
  });
  return { value, problems };
}

/** One object a kind, namespace and name: the first document has it. */
export function distinctObjects(objects: readonly KubernetesObject[]): Result<readonly KubernetesObject[]> {
  const holders = new Map<string, KubernetesObject>();
  const problems: Problem[] = [];
  for (const object of objects) {
    const key = objectKey(object.kind, object.namespace, object.name);
    const holder = holders.get(key);
    if (holder === undefined) {
      holders.set(key, object);
      continue;
    }
    const file = holder.document.source?.file;
    const where = file === undefined ? holder.reference.apiVersion : file;
    const path = 'metadata.name';
    const message = `${path} is ${object.name}, but ${describeObject(object)} is already defined in ${where}; this one is not used.`;
    const problem = { severity: 'error', code: 'duplicate', path, message } as const;
    problems.push(documentProblem({ ...object, renames: [object.renames] }, problem));
  }
  return { value: [...holders.values()], problems };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
