import type { Problem, ProblemCode } from '@mesh-workshop/appmesh';
import { recordOf, textOf } from '../document/json-record.ts';
import { objectKey } from '../document/kubernetes-object.ts';
import type { ObjectKind } from '../kinds/object-kinds.ts';
import { defaultAwsName, type PlacedObject } from './place-objects.ts';
import { parseReferenceArn } from './reference-arn.ts';

/** All objects by `objectKey`. */
export type ObjectIndex = ReadonlyMap<string, PlacedObject>;

/** The name in App Mesh that a reference stands for, and what is wrong with it. A name there always is. */
export interface ResolvedReference {
  readonly name: string;
  readonly problems: readonly Problem[];
}

/**
 * The name behind `virtualNodeRef`, `virtualServiceRef` and the like. An object that does not exist gives the name that it would
 * have by default, so that what refers to it is shown, and comes to life, as soon as it is there.
 */
export function resolveReference(
  index: ObjectIndex,
  referrer: PlacedObject,
  { kind, value, path }: { readonly kind: ObjectKind; readonly value: unknown; readonly path: string },
): ResolvedReference {
  const reference = recordOf(value);
  const name = textOf(reference.name) ?? '';
  const namespace = textOf(reference.namespace) ?? referrer.object.namespace;
  const target = index.get(objectKey(kind, namespace, name));
  // What a virtual node may call can appear later, or never: that only surprises.
  const severity = kind === 'VirtualService' && referrer.object.kind === 'VirtualNode' ? 'warning' : 'error';
  const problem = (code: ProblemCode, message: string): Problem => ({
    severity,
    code,
    path,
    message: `${path} is ${namespace}/${name}, ${message}`,
  });
  if (target === undefined) {
    const missing = problem(
      'missing-reference',
      `but there is no ${kind} of that name in namespace ${namespace}.`,
    );
    return { name: defaultAwsName({ kind, name, namespace }), problems: [missing] };
  }
  if (target.meshName === undefined) {
    return { name: target.awsName, problems: [problem('missing-reference', 'which belongs to no mesh.')] };
  }
  if (target.meshName !== referrer.meshName) {
    const other = `which belongs to mesh ${target.meshName}; it must be in mesh ${referrer.meshName}, like the ${referrer.object.kind}.`;
    return { name: target.awsName, problems: [problem('missing-reference', other)] };
  }
  return { name: target.awsName, problems: [] };
}

/** The name in an ARN. Whether the resource exists is seen when all resources are known; it may belong to the REST API. */
export function resolveArn(
  referrer: PlacedObject,
  { kind, value, path }: { readonly kind: string; readonly value: unknown; readonly path: string },
): ResolvedReference {
  const arn = parseReferenceArn(String(value));
  const form = `arn:aws:appmesh:<region>:<account>:mesh/${referrer.meshName}/${kind}/<name>`;
  if (arn === undefined || arn.kind !== kind) {
    const message = `${path} is ${JSON.stringify(value)}; it must have the form ${form}.`;
    return { name: 'unknown', problems: [{ severity: 'error', code: 'pattern-mismatch', path, message }] };
  }
  if (arn.meshName === referrer.meshName) return { name: arn.name, problems: [] };
  const message = `${path} names mesh ${arn.meshName}, but the ${referrer.object.kind} belongs to mesh ${referrer.meshName}.`;
  return { name: arn.name, problems: [{ severity: 'error', code: 'missing-reference', path, message }] };
}
