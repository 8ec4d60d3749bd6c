/** The App Mesh kinds of Kubernetes. */
export const OBJECT_KINDS = [
  'Mesh',
  'VirtualNode',
  'VirtualRouter',
  'VirtualService',
  'VirtualGateway',
  'GatewayRoute',
  'BackendGroup',
] as const;

export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** Whether a string is an App Mesh kind. */
export function isObjectKind(kind: unknown): kind is ObjectKind {
  return OBJECT_KINDS.includes(kind as ObjectKind);
}
