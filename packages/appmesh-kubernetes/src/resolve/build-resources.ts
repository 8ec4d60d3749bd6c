import type { ObjectReference, Owner, ResourceDefinition, ResourceKey, Result } from '@mesh-workshop/appmesh';
import { hasErrors, type Problem, parseResource } from '@mesh-workshop/appmesh';
import { documentProblem } from '../document/document-problem.ts';
import { listOf, recordOf, textOf } from '../document/json-record.ts';
import type { KubernetesDocument } from '../document/kubernetes-document.ts';
import type { Renames } from '../document/member-path.ts';
import { selectPods } from '../injection/select-pods.ts';
import { expandBackends } from './expand-backends.ts';
import type { PlacedObject } from './place-objects.ts';
import type { ObjectIndex } from './resolve-reference.ts';
import { type ApiSpec, toApiSpec } from './to-api-spec.ts';

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
): Result<readonly KubernetesResource[]> {
  const { object, key } = placed;
  if (key === undefined || !object.usable) return { value: [], problems: [] };
  const problems: Problem[] = [];
  let broken = false;
  const owner: Extract<Owner, { kind: 'kubernetes' }> = { kind: 'kubernetes', ...ownerMembers(placed) };
  const base = { meshName: key.meshName, owner, tags: {} };

  const add = (own: ResourceKey, spec: ApiSpec): readonly KubernetesResource[] => {
    const parsed = parseResource(own, spec.value);
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
        resource: withPods(parsed.value(base)),
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
      case 'virtualNode':
        return add(key, expandBackends(index, placed, spec));
      case 'virtualGateway':
        // The API asks for listeners, the Kubernetes resource does not.
        return add(key, { ...spec, value: { listeners: [], ...recordOf(spec.value) } });
      case 'virtualRouter': {
        const { meshName, name: virtualRouterName } = key;
        const routes = listOf(object.spec.routes).map((route, position) => {
          const name = textOf(recordOf(route).name) ?? '';
          const own = { kind: 'route', meshName, virtualRouterName, name } as const;
          return [own, toApiSpec(index, placed, route, `spec.routes[${position}]`)] as const;
        });
        return [...add(key, spec), ...routes.flatMap(([own, route]) => add(own, route))];
      }
      default:
        return add(key, spec);
    }
  }

  function withPods(resource: ResourceDefinition): ResourceDefinition {
    if (resource.kind !== 'virtualNode' || !resource.spec.serviceDiscovery?.awsCloudMap) return resource;
    return { ...resource, owner: { ...owner, pods: selectPods(object) } };
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
