import { APP_MESH_GROUP, OBJECT_KINDS, type ObjectKind } from '@mesh-workshop/appmesh-kubernetes';

/** The version of the App Mesh kinds that is watched. */
export const API_VERSION = `${APP_MESH_GROUP}/v1beta2`;

/** Where all objects of a kind are listed and watched. */
export function collectionPath(kind: ObjectKind): string {
  return `/apis/${API_VERSION}/${OBJECT_KINDS[kind].plural}`;
}

/** Where one object is. A mesh has no namespace. */
export function objectPath(kind: ObjectKind, namespace: string | undefined, name: string): string {
  const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `/apis/${API_VERSION}${place}/${OBJECT_KINDS[kind].plural}/${name}`;
}
