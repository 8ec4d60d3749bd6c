import type { ObjectReference, Resource, ResourceKey } from '@mesh-workshop/appmesh';
import { resourceId, resourceKey } from '@mesh-workshop/appmesh';
import { describeObject, type KubernetesDocument } from '../document/kubernetes-document.ts';
import type { PlacedObject } from '../resolve/place-objects.ts';
import type { KubernetesResolution } from '../resolve/resolve-kubernetes-resources.ts';

/** Keeps a mesh until nothing belongs to it any more. */
export const MESH_MEMBERS_FINALIZER = 'finalizers.appmesh.k8s.aws/mesh-members';

/** Keeps a virtual gateway until it has no gateway routes any more. */
export const VIRTUAL_GATEWAY_MEMBERS_FINALIZER = 'finalizers.appmesh.k8s.aws/virtualgateway-members';

/** Part of the name of every finalizer that App Mesh controllers ever set. */
const APP_MESH_FINALIZER = 'finalizers.appmesh.k8s.aws';

/** What is to be done with the finalizers of one object. */
export interface FinalizerDecision {
  readonly object: ObjectReference;
  readonly document: KubernetesDocument;
  /** All finalizers that the object should have, those of others included. */
  readonly finalizers: readonly string[];
  readonly changed: boolean;
  /** What is still there and keeps the object, as people call it. Empty unless it is being deleted. */
  readonly waitingFor: readonly string[];
  /** Says what is left and what to do, for an event; absent when nothing is. */
  readonly message?: string;
}

/**
 * Who may go, and who waits for whom. Only a mesh and a virtual gateway ever wait, and only for members that are good and not
 * going themselves: so an object that is broken, unknown, or kept by somebody else's finalizer keeps nothing. Finalizers of the AWS
 * controller stand for resources at AWS, which are gone; they are taken off. `stored` are the resources that are there now, of
 * which those made through the REST API count as members.
 */
export function decideFinalizers(
  { resources, objects }: KubernetesResolution,
  stored: Iterable<Resource> = [],
): readonly FinalizerDecision[] {
  const byDocument = new Map(objects.map((placed) => [placed.object.document, placed.object]));
  const members: readonly Member[] = [
    ...resources.flatMap(({ key, document }): readonly Member[] => {
      const object = byDocument.get(document);
      if (object === undefined || object.deletedAt !== undefined) return [];
      return [{ key, name: describeObject(object.reference) }];
    }),
    ...[...stored].flatMap((resource): readonly Member[] => {
      const key = resourceKey(resource);
      return resource.owner.kind === 'api'
        ? [{ key, name: `${resourceId(key)} (made through the API)` }]
        : [];
    }),
  ];
  // An old virtual service is two objects; the first one has the document's kind.
  return objects
    .filter(({ object }) => object.kind === object.reference.kind)
    .map((placed) => decide(placed, members));
}

interface Member {
  readonly key: ResourceKey;
  readonly name: string;
}

function decide({ object, key }: PlacedObject, members: readonly Member[]): FinalizerDecision {
  const { reference, document, deletedAt, finalizers: before } = object;
  const own = ownFinalizer(object.kind);
  const kept =
    key === undefined || own === undefined ? [] : members.filter((member) => belongsTo(member.key, key));
  const waitingFor = deletedAt === undefined ? [] : [...new Set(kept.map(({ name }) => name))].sort();
  const keepsOwn = own !== undefined && (deletedAt === undefined || waitingFor.length > 0);
  const others =
    deletedAt === undefined
      ? before.filter((finalizer) => finalizer !== own)
      : before.filter((finalizer) => !finalizer.includes(APP_MESH_FINALIZER));
  // Nothing can be added to an object that is being deleted.
  const addable = deletedAt === undefined || before.includes(own ?? '');
  const finalizers = own !== undefined && keepsOwn && addable ? [...others, own] : others;
  const changed = [...finalizers].sort().join() !== [...before].sort().join();
  const base = { object: reference, document, finalizers, changed, waitingFor };
  if (waitingFor.length === 0) return base;
  const message = `${describeObject(reference)} is deleted as soon as these are: ${waitingFor.join(', ')}.`;
  return { ...base, message };
}

function ownFinalizer(kind: PlacedObject['object']['kind']): string | undefined {
  if (kind === 'Mesh') return MESH_MEMBERS_FINALIZER;
  return kind === 'VirtualGateway' ? VIRTUAL_GATEWAY_MEMBERS_FINALIZER : undefined;
}

function belongsTo(member: ResourceKey, owner: ResourceKey): boolean {
  if (member.meshName !== owner.meshName || member.kind === 'mesh') return false;
  if (owner.kind === 'mesh') return true;
  return (
    member.kind === 'gatewayRoute' &&
    owner.kind === 'virtualGateway' &&
    member.virtualGatewayName === owner.name
  );
}
