import { recordOf, textOf } from '../document/json-record.ts';
import { formatReferenceArn } from '../resolve/reference-arn.ts';
import type { Member, Replacement } from '../resolve/rewrite-members.ts';
import type { ConversionNotes } from './conversion-notes.ts';
import type { GivenObject, GivenObjects } from './given-objects.ts';
import { namespacedName } from './old-names.ts';

/** Where a member is replaced: whose it is, and what else there is. */
export interface MemberContext {
  readonly namespace: string;
  readonly meshName: string;
  readonly given: GivenObjects;
  readonly notes: ConversionNotes;
}

const ROUTE_TYPES: Readonly<Record<string, string>> = {
  http: 'httpRoute',
  http2: 'http2Route',
  grpc: 'grpcRoute',
  tcp: 'tcpRoute',
};

const SPELLINGS: Readonly<Record<string, string>> = {
  hostName: 'hostname',
  certificateArn: 'certificateARN',
  certificateAuthorityArns: 'certificateAuthorityARNs',
};

/** What a member of a v1beta1 spec is today. */
export function replaceMember(member: Member, context: MemberContext): Replacement | 'drop' | undefined {
  const { name, value, path, parent } = member;
  const { notes } = context;
  const text = textOf(value);
  const spelling = SPELLINGS[name] ?? (parent === 'routes' ? ROUTE_TYPES[name] : undefined);
  if (spelling !== undefined) {
    notes.replace(path, name, spelling);
    return { name: spelling };
  }
  if (name === 'meshName' && parent === '') {
    notes.replace(path, 'spec.meshName', 'spec.namespaceSelector of the Mesh, which fills in spec.meshRef');
    return { name: 'meshRef', value: { name: value } };
  }
  if (name === 'virtualServiceName' && text !== undefined) {
    notes.replace(path, 'virtualServiceName', 'virtualServiceRef or virtualServiceARN');
    return reference(member, { kind: 'VirtualService', awsName: text }, context);
  }
  if (name === 'virtualNodeName' && text !== undefined) {
    notes.replace(path, 'virtualNodeName', 'virtualNodeRef or virtualNodeARN');
    const awsName = namespacedName(text, context.namespace);
    return reference(member, { kind: 'VirtualNode', awsName }, context);
  }
  if (name === 'perRetryTimeoutMillis') {
    notes.replace(path, 'perRetryTimeoutMillis', 'perRetryTimeout with unit and value');
    return { name: 'perRetryTimeout', value: { unit: 'ms', value } };
  }
  if (name === 'cloudMap') {
    notes.replace(path, 'cloudMap', 'awsCloudMap');
    return { name: 'awsCloudMap' };
  }
  if (name === 'attributes' && parent === 'cloudMap') {
    notes.replace(path, 'attributes as an object', 'attributes as a list of key and value');
    const attributes = Object.entries(recordOf(value)).map(([key, content]) => ({ key, value: content }));
    return { name, value: attributes };
  }
  // A route's name was made unique like every other.
  if (name === 'name' && parent === 'routes' && text !== undefined) {
    return { name, value: namespacedName(text, context.namespace) };
  }
  // The schema of v1beta1 had it there, its controller looked for it beside.
  if (name === 'priority' && parent in ROUTE_TYPES) {
    notes.replace(path, `priority in ${parent}, which had no effect`, 'priority beside it');
    notes.decide(
      path,
      `left out. At this place it never had an effect; if it is meant, write it beside ${ROUTE_TYPES[parent]}.`,
    );
    return 'drop';
  }
  return undefined;
}

/** v1beta1 names resources in App Mesh, v1beta2 objects. What is not among the documents has no other name than that in App Mesh. */
function reference(
  { path }: Member,
  wanted: Pick<GivenObject, 'kind' | 'awsName'>,
  { namespace, meshName, given, notes }: MemberContext,
): Replacement {
  const resource = wanted.kind === 'VirtualNode' ? 'virtualNode' : 'virtualService';
  const candidates = given.objects.filter((object) => {
    const isInMesh = object.meshName === undefined || object.meshName === meshName;
    return object.kind === wanted.kind && object.awsName === wanted.awsName && isInMesh;
  });
  const target = candidates.find((candidate) => candidate.namespace === namespace) ?? candidates[0];
  if (target === undefined) {
    const arn = formatReferenceArn({ meshName, kind: resource, name: wanted.awsName });
    notes.decide(
      path,
      `names ${wanted.awsName}, and what was given has no ${wanted.kind} of that name in mesh ${meshName}. It is written as ${arn}; given together with that object it becomes a ${resource}Ref.`,
    );
    return { name: `${resource}ARN`, value: arn };
  }
  const elsewhere = target.namespace === namespace ? {} : { namespace: target.namespace };
  return { name: `${resource}Ref`, value: { ...elsewhere, name: target.name } };
}
