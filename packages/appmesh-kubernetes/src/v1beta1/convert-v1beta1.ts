import type { Problem } from '@mesh-workshop/appmesh';
import { type JsonRecord, listOf, recordOf, textOf } from '../document/json-record.ts';
import type { KubernetesDocument } from '../document/kubernetes-document.ts';
import type { Renames } from '../document/member-path.ts';
import type { ObjectKind } from '../kinds/object-kinds.ts';
import { type Member, type Replacement, rewriteMembers } from '../resolve/rewrite-members.ts';
import { chooseNamespaces, choosePods } from './choose-selectors.ts';
import { ConversionNotes } from './conversion-notes.ts';
import { type GivenObjects, givenObjects } from './given-objects.ts';
import { namespacedName, toObjectName } from './old-names.ts';
import { type MemberContext, replaceMember } from './replace-member.ts';

/** The part of an object that depends on the version of its document. */
export interface Convertible {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly namespace: string;
  readonly spec: JsonRecord;
  /** From paths in `spec` to paths in the document. */
  readonly renames: Renames;
  /**
   * What a rewritten document has in its spec too: v1beta1 bound objects to meshes and pods to nodes by names, and as long as the
   * document says v1beta1, readers do as well.
   */
  readonly selectors?: JsonRecord;
}

/** A converted object, or the error why it could not be. */
export interface Conversion {
  readonly value: readonly Convertible[];
  /** For readers: the error, or a warning for each thing that is written differently today. */
  readonly problems: readonly Problem[];
  /** For rewriters: warnings about what was decided. */
  readonly decisions: readonly Problem[];
}

/**
 * An object of v1beta1 in the form of v1beta2. A virtual service with routes becomes a virtual service and a virtual router.
 * The names in App Mesh are those that v1beta1 gave (`{name}-{namespace}`), so that pods which name their virtual node still
 * find it. `all` are all documents: they say which objects names stand for, whose pods a node has, which namespaces a mesh has,
 * and where a router without listeners gets them from.
 */
export function convertV1beta1(object: Convertible, all: readonly KubernetesDocument[]): Conversion {
  const notes = new ConversionNotes();
  const given = givenObjects(all);
  const value = convert(object, given, notes);
  if (value !== undefined) return { value, problems: notes.replacements, decisions: notes.decisions };
  const message = `kind is ${object.kind}, which v1beta1 does not have; write apiVersion: appmesh.k8s.aws/v1beta2.`;
  const problem: Problem = { severity: 'error', code: 'unknown-kind', path: 'kind', message };
  return { value: [], problems: [problem], decisions: [] };
}

function convert(
  object: Convertible,
  given: GivenObjects,
  notes: ConversionNotes,
): readonly Convertible[] | undefined {
  switch (object.kind) {
    case 'Mesh':
      return [convertMesh(object, given, notes)];
    case 'VirtualNode':
      return [convertNode(object, given, notes)];
    case 'VirtualService':
      return convertService(object, given, notes);
    default:
      return undefined;
  }
}

function convertMesh(object: Convertible, given: GivenObjects, notes: ConversionNotes): Convertible {
  const mesh = rewriteSpec(object, object.spec, ({ name, path }) => {
    if (name !== 'serviceDiscoveryType') return undefined;
    notes.replace(path, 'serviceDiscoveryType', 'serviceDiscovery of each VirtualNode (dns or awsCloudMap)');
    notes.decide(path, 'left out: each VirtualNode says how it is found.');
    return 'drop';
  });
  if (mesh.spec.namespaceSelector !== undefined) return mesh;
  return { ...mesh, selectors: { namespaceSelector: chooseNamespaces(object.name, given, notes) } };
}

function convertNode(object: Convertible, given: GivenObjects, notes: ConversionNotes): Convertible {
  const { spec, namespace, name } = object;
  const awsName = textOf(spec.awsName) ?? namespacedName(name, namespace);
  notes.replace(
    'metadata.name',
    'pods belong to the node with the name of their Deployment',
    'spec.podSelector',
  );
  const node = rewriteMembersOf(object, spec, given, notes);
  const converted = {
    ...node,
    spec: { awsName, ...node.spec },
    renames: new Map([...node.renames, ['spec.awsName', 'metadata.name']]),
  };
  if (spec.podSelector !== undefined) return converted;
  return {
    ...converted,
    selectors: { podSelector: choosePods({ name, namespace, awsName }, given, notes) },
  };
}

function convertService(
  object: Convertible,
  given: GivenObjects,
  notes: ConversionNotes,
): readonly Convertible[] {
  const { spec, name: hostname, namespace } = object;
  const { virtualRouter, routes, ...rest } = spec;
  notes.replace('metadata.name', 'the name of a VirtualService is its host name', 'spec.awsName');
  const awsName = textOf(spec.awsName) ?? hostname;
  const name =
    given.objects.find((other) => {
      return other.kind === 'VirtualService' && other.namespace === namespace && other.awsName === awsName;
    })?.name ?? hostname;
  if (name !== hostname) {
    notes.decide('metadata.name', `the object is called ${name} now; its host name is spec.awsName.`);
  }
  const rewritten = rewriteMembersOf(object, rest, given, notes);
  const renames = new Map([...rewritten.renames, ['spec.awsName', 'metadata.name']]);
  const service = { ...rewritten, name, spec: { awsName, ...rewritten.spec }, renames };
  if ((virtualRouter ?? routes ?? null) === null) return [service];
  notes.replace(
    'spec.virtualRouter',
    'virtualRouter and routes in a VirtualService',
    'a VirtualRouter object, and spec.provider.virtualRouter.virtualRouterRef',
  );
  const givenName = textOf(recordOf(virtualRouter).name)?.trim() || undefined;
  const routerName = givenName === undefined ? name : toObjectName(givenName);
  notes.decide(
    virtualRouter === undefined ? 'spec.routes' : 'spec.virtualRouter',
    `the router and its routes are an object of their own now, VirtualRouter ${routerName}.`,
  );
  renames.set('spec.provider', 'spec.virtualRouter.name');
  const routerAwsName = namespacedName(givenName ?? hostname, namespace);
  const routerSpec = {
    ...(spec.meshName === undefined ? {} : { meshName: spec.meshName }),
    listeners: recordOf(virtualRouter).listeners ?? listenersOfFirstTarget(object, given, notes),
    ...(routes === undefined ? {} : { routes }),
  };
  const router = rewriteMembersOf(object, routerSpec, given, notes);
  return [
    {
      ...service,
      spec: { ...service.spec, provider: { virtualRouter: { virtualRouterRef: { name: routerName } } } },
    },
    {
      ...router,
      kind: 'VirtualRouter',
      name: routerName,
      spec: { awsName: routerAwsName, ...router.spec },
      renames: new Map([
        ...router.renames,
        ['spec.awsName', 'spec.virtualRouter.name'],
        ['spec.listeners', 'spec.virtualRouter.listeners'],
      ]),
    },
  ];
}

function rewriteMembersOf(
  object: Convertible,
  spec: JsonRecord,
  given: GivenObjects,
  notes: ConversionNotes,
): Convertible {
  const meshName = textOf(object.spec.meshName) ?? '';
  const context: MemberContext = { namespace: object.namespace, meshName, given, notes };
  return rewriteSpec(object, spec, (member) => replaceMember(member, context));
}

function rewriteSpec(
  object: Convertible,
  spec: JsonRecord,
  replace: (member: Member) => Replacement | 'drop' | undefined,
): Convertible {
  const renames = new Map<string, string>();
  return { ...object, spec: recordOf(rewriteMembers(spec, { from: 'spec' }, replace, renames)), renames };
}

function listenersOfFirstTarget(
  { spec, namespace }: Convertible,
  { objects }: GivenObjects,
  notes: ConversionNotes,
): unknown {
  const [route] = listOf(spec.routes);
  const { http, http2, grpc, tcp } = recordOf(route);
  const [target] = listOf(recordOf(recordOf(http ?? http2 ?? grpc ?? tcp).action).weightedTargets);
  const wanted = textOf(recordOf(target).virtualNodeName);
  const node =
    wanted === undefined
      ? undefined
      : objects.find(({ kind, awsName }) => {
          return kind === 'VirtualNode' && awsName === namespacedName(wanted, namespace);
        });
  const [listener] = listOf(node?.spec.listeners);
  if (listener === undefined) {
    notes.decide(
      'spec.virtualRouter.listeners',
      `the router has no listener, and ${wanted === undefined ? 'no target' : `no VirtualNode ${wanted} was given`} to take one from. Write spec.listeners of the VirtualRouter.`,
    );
    return [];
  }
  notes.decide('spec.virtualRouter.listeners', `the router has the listener of its first target, ${wanted}.`);
  return [{ portMapping: recordOf(listener).portMapping }];
}
