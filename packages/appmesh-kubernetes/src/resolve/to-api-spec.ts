import { type Problem, RESOURCE_KINDS } from '@mesh-workshop/appmesh';
import type { Renames } from '../document/member-path.ts';
import { CAPITALISED } from '../kinds/kubernetes-shape.ts';
import type { PlacedObject } from './place-objects.ts';
import {
  type ObjectIndex,
  type ResolvedReference,
  resolveArn,
  resolveReference,
} from './resolve-reference.ts';
import { type Member, type Replacement, rewriteMembers } from './rewrite-members.ts';

/** A spec in the words of the App Mesh API, not yet checked. */
export interface ApiSpec {
  readonly value: unknown;
  /** From paths in `value` (which begin with `spec`) to paths in the object. */
  readonly renames: Renames;
  readonly problems: readonly Problem[];
}

/** Members of a Kubernetes spec that the API's spec does not have: they say where the object belongs. */
const PLACEMENT = [
  'awsName',
  'meshRef',
  'meshOwner',
  'virtualGatewayRef',
  'namespaceSelector',
  'podSelector',
  'gatewayRouteSelector',
  'backendGroups',
  'routes',
];

const WORDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(CAPITALISED).map(([api, kubernetes]) => [kubernetes, api])),
  meshServiceDiscovery: 'serviceDiscovery',
};

type Referred = 'virtualNode' | 'virtualRouter' | 'virtualService';

const REFERENCE = /^(virtual(?:Node|Router|Service))(Ref|ARN)$/;

/**
 * A Kubernetes spec, or the part of it at `from`, in the words of the API: references become names, some members are spelled
 * differently.
 */
export function toApiSpec(index: ObjectIndex, referrer: PlacedObject, part: unknown, from = 'spec'): ApiSpec {
  const problems: Problem[] = [];
  const renames = new Map<string, string>();
  const replace = (member: Member): Replacement | 'drop' | undefined => {
    const { name, value, path, parent } = member;
    if (parent === '' && (PLACEMENT.includes(name) || (from !== 'spec' && name === 'name'))) return 'drop';
    const word = WORDS[name];
    if (word !== undefined) return { name: word };
    const [, kind, form] = (REFERENCE.exec(name) ?? []) as [string?, Referred?, string?];
    if (kind === undefined) return undefined;
    const resolved: ResolvedReference =
      form === 'ARN'
        ? resolveArn(referrer, { kind, value, path })
        : resolveReference(index, referrer, { kind: RESOURCE_KINDS[kind].label, value, path });
    problems.push(...resolved.problems);
    return { name: parent === 'weightedTargets' ? kind : `${kind}Name`, value: resolved.name };
  };
  const value = rewriteMembers(part, { from, to: 'spec' }, replace, renames);
  if (from !== 'spec') renames.set('spec', from);
  return { value, renames, problems };
}
