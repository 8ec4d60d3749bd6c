import { jsonEqual } from '@mesh-workshop/json';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { FieldProblem } from '../resources/resource-definition.ts';
import { invalidField } from './field-problems.ts';

const KEY = /^(?!\.{1,2}$)[-._a-zA-Z0-9]{1,253}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function entries(object: KubernetesObject, member: string): readonly (readonly [string, unknown])[] {
  return Object.entries((object[member] as Record<string, unknown> | undefined) ?? {});
}

function keyProblems(object: KubernetesObject, member: string): readonly FieldProblem[] {
  return entries(object, member)
    .filter(([key]) => !KEY.test(key))
    .map(([key]) =>
      invalidField(
        `${member}[${key}]`,
        key,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name')",
      ),
    );
}

function base64Problems(object: KubernetesObject, member: string): readonly FieldProblem[] {
  return entries(object, member)
    .filter(([, value]) => !BASE64.test(String(value)))
    .map(([key]) => invalidField(`${member}[${key}]`, '<value>', 'must be base64'));
}

function immutableProblems(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): readonly FieldProblem[] {
  if (previous?.immutable !== true) return [];
  const same = ['data', 'binaryData', 'immutable'].every((it) => jsonEqual(object[it], previous[it]));
  return same
    ? []
    : [{ reason: 'Forbidden', path: 'data', message: 'field is immutable when `immutable` is set' }];
}

/** What is wrong with a ConfigMap. */
export function validateConfigMap(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): readonly FieldProblem[] {
  return [
    ...keyProblems(object, 'data'),
    ...keyProblems(object, 'binaryData'),
    ...base64Problems(object, 'binaryData'),
    ...immutableProblems(object, previous),
  ];
}

/** What is wrong with a Secret. Never quotes its values. */
export function validateSecret(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): readonly FieldProblem[] {
  return [
    ...keyProblems(object, 'data'),
    ...base64Problems(object, 'data'),
    ...immutableProblems(object, previous),
  ];
}
