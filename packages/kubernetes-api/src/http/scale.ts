import { isJsonObject, type JsonObject } from '@mesh-workshop/json';
import type { LabelSelector } from '@mesh-workshop/label-selector';
import { formatLabelSelector } from '@mesh-workshop/label-selector';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { invalid } from '../store/refusals.ts';
import { readJsonPath } from '../tables/json-path.ts';

type ScalePaths = NonNullable<NonNullable<ResourceDefinition['subresources']>['scale']>;

/** The autoscaling/v1 Scale of an object. */
export function scaleOf(object: KubernetesObject, paths: ScalePaths): JsonObject {
  const number = (path: string) => Number(readJsonPath(object, path)[0] ?? 0);
  const [selector] = readJsonPath(object, paths.labelSelectorPath ?? '.spec.selector');
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
      creationTimestamp,
    },
    spec: { replicas: number(paths.specReplicasPath) },
    status: {
      replicas: number(paths.statusReplicasPath),
      selector:
        typeof selector === 'string' ? selector : formatLabelSelector(selector as LabelSelector | undefined),
    },
  };
}

function withMember(object: JsonObject, path: readonly string[], value: number): JsonObject {
  const [member = '', ...rest] = path;
  const inner = object[member];
  return {
    ...object,
    [member]: rest.length === 0 ? value : withMember(isJsonObject(inner) ? inner : {}, rest, value),
  };
}

/** The object with the replicas a Scale asks for. Throws Invalid when that is no count. */
export function scaledObject(
  object: KubernetesObject,
  scale: JsonObject,
  definition: ResourceDefinition,
  paths: ScalePaths,
): KubernetesObject {
  const spec = isJsonObject(scale.spec) ? scale.spec : {};
  const replicas = spec.replicas ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) {
    throw invalid(definition, object.metadata.name, [
      {
        reason: 'Invalid',
        path: 'spec.replicas',
        value: replicas,
        message: 'must be greater than or equal to 0',
      },
    ]);
  }
  const path = paths.specReplicasPath.split('.').filter((it) => it !== '');
  const asked = isJsonObject(scale.metadata) ? scale.metadata.resourceVersion : undefined;
  const scaled = withMember(object as unknown as JsonObject, path, replicas) as unknown as KubernetesObject;
  return {
    ...scaled,
    metadata: {
      ...scaled.metadata,
      resourceVersion: typeof asked === 'string' && asked !== '' ? asked : object.metadata.resourceVersion,
    },
  };
}
