import { APP_MESH_GROUP, type ObjectKind } from '@mesh-workshop/appmesh-kubernetes';

/** The version of the App Mesh kinds that is watched. */
export const API_VERSION = `${APP_MESH_GROUP}/v1beta2`;

/** Names of the kinds in URLs. */
export const PLURALS: Readonly<Record<ObjectKind, string>> = {
  Mesh: 'meshes',
  VirtualNode: 'virtualnodes',
  VirtualRouter: 'virtualrouters',
  VirtualService: 'virtualservices',
  VirtualGateway: 'virtualgateways',
  GatewayRoute: 'gatewayroutes',
  BackendGroup: 'backendgroups',
};

/** Where all objects of a kind are listed and watched. */
export function collectionPath(kind: ObjectKind): string {
  return `/apis/${API_VERSION}/${PLURALS[kind]}`;
}

/** Where one object is. A mesh has no namespace. */
export function objectPath(kind: ObjectKind, namespace: string | undefined, name: string): string {
  const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `/apis/${API_VERSION}${place}/${PLURALS[kind]}/${name}`;
}
