import type { Owner, Resource, ResourceKey } from '@mesh-workshop/appmesh';
import {
  hasErrors,
  type Problem,
  parseGatewayRouteSpec,
  parseMeshSpec,
  parseRouteSpec,
  parseVirtualGatewaySpec,
  parseVirtualNodeSpec,
  parseVirtualRouterSpec,
  parseVirtualServiceSpec,
  type Result,
} from '@mesh-workshop/appmesh';
import { documentProblem } from '../document/document-problem.ts';
import { listOf, recordOf, textOf } from '../document/json-record.ts';
import type {
  DocumentProblem,
  DocumentResult,
  KubernetesDocument,
  ObjectReference,
} from '../document/kubernetes-document.ts';
import type { Renames } from '../document/member-path.ts';
import { selectPods } from '../injection/select-pods.ts';
import { expandBackends } from './expand-backends.ts';
import type { PlacedObject } from './place-objects.ts';
import type { ObjectIndex } from './resolve-reference.ts';
import { type ApiSpec, toApiSpec } from './to-api-spec.ts';

/** A resource without what a store gives it: ARN, uid, version, times. */
export type ResourceDefinition = Resource extends infer R
  ? R extends Resource
    ? Omit<R, 'metadata'>
    : never
  : never;

/** A resource that a Kubernetes object defines. */
export interface KubernetesResource {
  readonly key: ResourceKey;
  readonly resource: ResourceDefinition;
  readonly document: KubernetesDocument;
  /** The object that the document describes. */
  readonly reference: ObjectReference;
  /** From the resource's paths to the document's, one conversion after the other. */
  readonly renames: readonly Renames[];
}

/** The resources of one object: its own, and the routes of a router. None if anything in it is wrong. */
export function buildResources(
  index: ObjectIndex,
  placed: PlacedObject,
): DocumentResult<readonly KubernetesResource[]> {
  const { object, key } = placed;
  if (key === undefined || !object.usable) return { value: [], problems: [] };
  const problems: DocumentProblem[] = [];
  let broken = false;
  const owner: Owner = { kind: 'kubernetes', ...ownerMembers(placed) };
  const base = { meshName: key.meshName, owner, tags: {} };

  const add = <S>(
    own: ResourceKey,
    spec: ApiSpec,
    parse: (input: unknown) => Result<S | undefined>,
    toResource: (spec: S) => ResourceDefinition,
  ): readonly KubernetesResource[] => {
    const parsed = parse(spec.value);
    const renames = [spec.renames, object.renames];
    const report = (found: readonly Problem[], conversions: readonly Renames[]) => {
      problems.push(...found.map((problem) => documentProblem({ ...object, renames: conversions }, problem)));
    };
    // What the conversion found is already said in the object's own paths.
    report(spec.problems, [object.renames]);
    report(parsed.problems, renames);
    broken ||=
      parsed.value === undefined ||
      hasErrors(spec.problems.filter(({ code }) => code !== 'missing-reference'));
    if (parsed.value === undefined) return [];
    return [
      {
        key: own,
        resource: toResource(parsed.value),
        document: object.document,
        reference: object.reference,
        renames,
      },
    ];
  };

  const resources = build();
  return { value: broken ? [] : resources, problems };

  function build(): readonly KubernetesResource[] {
    if (key === undefined) return [];
    const spec = toApiSpec(index, placed, object.spec);
    switch (key.kind) {
      case 'mesh':
        return add(key, spec, parseMeshSpec, (spec) => ({ ...base, kind: 'mesh', spec }));
      case 'virtualNode':
        return add(key, expandBackends(index, placed, spec), parseVirtualNodeSpec, (spec) => {
          const pods = spec.serviceDiscovery?.awsCloudMap && { pods: selectPods(object) };
          return {
            ...base,
            owner: { ...owner, ...pods },
            kind: 'virtualNode',
            virtualNodeName: key.name,
            spec,
          };
        });
      case 'virtualService':
        return add(key, spec, parseVirtualServiceSpec, (spec) => {
          return { ...base, kind: 'virtualService', virtualServiceName: key.name, spec };
        });
      case 'virtualGateway': {
        // The API asks for listeners, the Kubernetes resource does not.
        const value = { listeners: [], ...recordOf(spec.value) };
        return add(key, { ...spec, value }, parseVirtualGatewaySpec, (spec) => {
          return { ...base, kind: 'virtualGateway', virtualGatewayName: key.name, spec };
        });
      }
      case 'gatewayRoute':
        return add(key, spec, parseGatewayRouteSpec, (spec) => {
          const { virtualGatewayName, name: gatewayRouteName } = key;
          return { ...base, kind: 'gatewayRoute', virtualGatewayName, gatewayRouteName, spec };
        });
      case 'virtualRouter': {
        const { meshName, name: virtualRouterName } = key;
        const router = add(key, spec, parseVirtualRouterSpec, (spec) => {
          return { ...base, kind: 'virtualRouter', virtualRouterName, spec };
        });
        const routes = listOf(object.spec.routes).flatMap((route, position) => {
          const routeName = textOf(recordOf(route).name) ?? '';
          const own = { kind: 'route', meshName, virtualRouterName, name: routeName } as const;
          const spec = toApiSpec(index, placed, route, `spec.routes[${position}]`);
          return add(own, spec, parseRouteSpec, (spec) => {
            return { ...base, kind: 'route', virtualRouterName, routeName, spec };
          });
        });
        return [...router, ...routes];
      }
      case 'route':
        return [];
    }
  }
}

function ownerMembers({ object }: PlacedObject) {
  const { apiVersion, kind: objectKind, namespace, name } = object.reference;
  const file = object.document.source?.file;
  return {
    apiVersion,
    objectKind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(file === undefined ? {} : { file }),
  };
}
