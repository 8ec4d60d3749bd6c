import { isDeepStrictEqual } from 'node:util';
import { RESOURCE_KINDS, type ResourceKind } from '@mesh-workshop/appmesh';
import { OBJECT_KINDS } from '@mesh-workshop/appmesh-kubernetes';
import type { ResourceDescription } from '../readers/app-mesh-reader.ts';
import { type Check, SETTLES_WITHIN_MS } from './check.ts';

/** An object of Kubernetes and the resource of App Mesh that is its other half. */
interface Twin {
  /** As App Mesh calls it: `virtualNode`. */
  readonly kind: Exclude<ResourceKind, 'route'>;
  /** The name of the Kubernetes object. */
  readonly name: string;
  /** Where the API has the resource, below the mesh: `virtualNodes/vn-echo-backend-blue_demos`. */
  readonly path: string;
  /** The members of the specification that are written the same on both sides. */
  readonly same: readonly string[];
}

interface KubernetesObject {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>> & {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Kubernetes and the App Mesh API say the same of a resource: that it is active, its ARN, its specification. */
export function twinsAgree(twin: Twin): Check {
  return {
    title: `kubectl and the App Mesh API agree on ${twin.kind} ${twin.name}`,
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['control-plane.log', `kubectl describe ${twin.kind.toLowerCase()} ${twin.name}`],
    async look({ appMesh, kubectl, namespace }) {
      const text = await kubectl(
        'get',
        twin.kind.toLowerCase(),
        twin.name,
        '--namespace',
        namespace,
        '--output',
        'json',
      );
      const object = JSON.parse(text) as KubernetesObject;
      const resource = await appMesh.describe(twin.path);
      const differences = compareTwins(twin, object, resource);
      return {
        passed: differences.length === 0,
        expected: `both active, with the same ${['ARN', ...twin.same].join(', ')}`,
        seen: differences.join('; ') || 'the same',
      };
    },
  };
}

/** How the two halves differ, one entry each; none when they agree. */
export function compareTwins(
  twin: Twin,
  object: KubernetesObject,
  resource: ResourceDescription | undefined,
): readonly string[] {
  const { label } = RESOURCE_KINDS[twin.kind];
  const active = object.status?.conditions?.find(({ type }) => type === `${label}Active`)?.status;
  const arn = object.status?.[OBJECT_KINDS[label].arnMember];
  return [
    ...(active === 'True' ? [] : [`${label}Active is ${active}`]),
    ...(resource?.status.status === 'ACTIVE'
      ? []
      : [`the API says ${resource?.status.status ?? 'not found'}`]),
    ...(arn !== undefined && arn === resource?.metadata.arn
      ? []
      : [`ARN ${arn} and ${resource?.metadata.arn}`]),
    ...twin.same
      .filter((member) => !isDeepStrictEqual(object.spec[member], resource?.spec[member]))
      .map(
        (member) =>
          `${member} ${JSON.stringify(object.spec[member])} and ${JSON.stringify(resource?.spec[member])}`,
      ),
  ];
}
