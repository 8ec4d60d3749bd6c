import {
  type MemberCount,
  type RequiredMember,
  type Rule,
  required,
  type Shape,
  type StructureShape,
  string,
  structure,
  type Violation,
} from '@mesh-workshop/appmesh/shapes';
import type { JsonRecord } from '../document/json-record.ts';

type Members = Record<string, Shape | RequiredMember<Shape>>;

/** Members that the Kubernetes resources write with capitals, by the API's name. */
export const CAPITALISED: Readonly<Record<string, string>> = {
  certificateArn: 'certificateARN',
  certificateAuthorityArns: 'certificateAuthorityARNs',
};

/** Names in the API that the Kubernetes resources write as a reference to an object, or as an ARN. */
const REFERENCES: Readonly<Record<string, string>> = {
  // In a weighted target; everywhere else it is `virtualNodeName`.
  virtualNode: 'virtualNode',
  virtualNodeName: 'virtualNode',
  virtualRouterName: 'virtualRouter',
  virtualServiceName: 'virtualService',
};

/** Structures whose members are any text in Kubernetes: the API's parsers judge their values. */
const FREE_TEXT = [
  'GatewayRouteHostnameRewrite',
  'HttpGatewayRoutePathRewrite',
  'HttpGatewayRoutePrefixRewrite',
];

/** What the Kubernetes resources ask for beyond the API, by the name of the structure. */
const RULES: Readonly<Record<string, readonly Rule<never>[]>> = {
  HttpRouteMatch: [pathIsMatched],
  HttpGatewayRouteMatch: [pathOrHostnameIsMatched],
  GrpcGatewayRouteMatch: [serviceOrHostnameIsMatched],
  HttpGatewayRoutePrefixRewrite: [prefixIsBetweenSlashes],
};

/** A reference to an object. Its namespace is the referrer's if absent. */
export const objectReference = structure('Reference', {
  name: required(string({ min: 1, max: 253 })),
  namespace: string({ min: 1, max: 63 }),
});

/**
 * The shape of a part of a Kubernetes document, made from the API's shape of the same part: other spellings, references in place
 * of names, no IP preference (the Kubernetes resources only have the mesh's). Rules and what is not supported yet are left out:
 * the API's parsers find those when the document has become the API's.
 */
export function kubernetesShape(shape: Shape): Shape {
  switch (shape.kind) {
    case 'structure':
      return kubernetesStructure(shape);
    case 'list':
      return { ...shape, item: kubernetesShape(shape.item) };
    case 'unsupported':
      return kubernetesShape(shape.shape);
    case 'enumeration':
      return { ...shape, unsupported: [] };
    default:
      return shape;
  }
}

function kubernetesStructure(shape: StructureShape): StructureShape {
  const rules = RULES[shape.name] ?? [];
  if (FREE_TEXT.includes(shape.name)) {
    const names = Object.keys(shape.members);
    return {
      ...shape,
      members: Object.fromEntries(names.map((name) => [name, string()])),
      counts: [],
      rules,
    };
  }
  const members: Members = {};
  const counts: MemberCount[] = [...shape.counts];
  for (const [name, member] of Object.entries(shape.members)) {
    const reference =
      name === 'virtualNode' && shape.name !== 'WeightedTarget' ? undefined : REFERENCES[name];
    if (reference !== undefined) {
      members[`${reference}Ref`] = objectReference;
      members[`${reference}ARN`] = string({ min: 1 });
      counts.push({ members: [`${reference}Ref`, `${reference}ARN`], atLeast: 1, atMost: 1 });
    } else if (name !== 'ipPreference') {
      members[CAPITALISED[name] ?? name] =
        member.kind === 'required' ? required(kubernetesShape(member.shape)) : kubernetesShape(member);
    }
  }
  return { ...shape, members, counts, rules };
}

/** A port alone is enough for the API, but not for the Kubernetes resources. */
function pathIsMatched({ prefix, path }: JsonRecord): readonly Violation[] {
  if (prefix !== undefined || path !== undefined) return [];
  return [{ code: 'member-count', path: '', message: 'must have one of prefix, path; it has none' }];
}

function pathOrHostnameIsMatched({ prefix, path, hostname }: JsonRecord): readonly Violation[] {
  if (prefix !== undefined || path !== undefined || hostname !== undefined) return [];
  return [
    { code: 'member-count', path: '', message: 'must have one of prefix, path, hostname; it has none' },
  ];
}

function serviceOrHostnameIsMatched({ serviceName, hostname }: JsonRecord): readonly Violation[] {
  if (serviceName !== undefined || hostname !== undefined) return [];
  return [{ code: 'member-count', path: '', message: 'must have one of serviceName, hostname; it has none' }];
}

function prefixIsBetweenSlashes({ value }: JsonRecord): readonly Violation[] {
  if (typeof value !== 'string' || (value.startsWith('/') && value.endsWith('/'))) return [];
  const message = `is ${JSON.stringify(value)}; it must start and end with "/"`;
  return [{ code: 'pattern-mismatch', path: 'value', message }];
}
