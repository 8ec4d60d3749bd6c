import * as kubernetes from '@kubernetes/client-node';
import { isJsonObject } from '@mesh-workshop/json';

/** One member of a Kubernetes type, as the client library describes it. */
interface Attribute {
  readonly baseName: string;
  /** `string`, `V1Container`, `Array<V1Container>`, `{ [key: string]: string; }`, ... */
  readonly type: string;
}

/**
 * What is wrong with an object of a built-in kind, by its description in the Kubernetes API: members that do not exist, and values of
 * another type. Undefined: the kind is not built in.
 */
export function kubernetesProblems(object: {
  readonly apiVersion: string;
  readonly kind: string;
}): readonly string[] | undefined {
  if (!/^[^./]+(\/|$)|\.k8s\.io\//.test(object.apiVersion)) return undefined;
  const version = object.apiVersion.split('/').at(-1) ?? '';
  const type = `${version.replace(/^v/, 'V')}${object.kind}`;
  return attributesOf(type) === undefined
    ? [`there is no type ${type}`]
    : valueProblems(object, type, object.kind);
}

function valueProblems(value: unknown, type: string, path: string): readonly string[] {
  const item = /^Array<(.+)>$/.exec(type)?.[1];
  if (item !== undefined) {
    if (!Array.isArray(value)) return [`${path} is not a list`];
    return value.flatMap((each, index) => valueProblems(each, item, `${path}[${index}]`));
  }
  const entry = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (entry !== undefined) {
    if (!isJsonObject(value)) return [`${path} is not a map`];
    return Object.entries(value).flatMap(([key, each]) => valueProblems(each, entry, `${path}['${key}']`));
  }
  const attributes = attributesOf(type);
  if (attributes === undefined) return isScalarOf(type, value) ? [] : [`${path} is no ${type}`];
  if (!isJsonObject(value)) return [`${path} is no ${type}`];
  return Object.entries(value).flatMap(([key, each]) => {
    const attribute = attributes.find(({ baseName }) => baseName === key);
    return attribute === undefined
      ? [`${path}.${key} does not exist`]
      : valueProblems(each, attribute.type, `${path}.${key}`);
  });
}

function attributesOf(type: string): readonly Attribute[] | undefined {
  const described = (kubernetes as Record<string, unknown>)[type] as
    | { getAttributeTypeMap?(): readonly Attribute[] }
    | undefined;
  return described?.getAttributeTypeMap?.();
}

function isScalarOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'IntOrString':
      return typeof value === 'string' || typeof value === 'number';
    case 'Date':
      return typeof value === 'string';
    case 'any':
      return true;
    default:
      return typeof value === type;
  }
}
