/** What a proxy stands for, as its `node.id` says. */
export interface ProxyIdentity {
  readonly meshName: string;
  /** Account of the mesh's owner, for a mesh shared by another account. */
  readonly meshOwner?: string;
  readonly kind: 'virtualNode' | 'virtualGateway';
  readonly name: string;
}

const NODE_ID =
  /^(?:arn:[^:/]+:appmesh:[^:/]*:[^:/]*:)?mesh\/([^/@]+)(?:@([^/@]+))?\/(virtualNode|virtualGateway)\/([^/]+)$/;

/**
 * Reads the forms App Mesh's Envoys send: `mesh/{mesh}/virtualNode/{name}`, `mesh/{mesh}@{owner}/...`, `.../virtualGateway/{name}`,
 * and each as a full ARN. Anything else: undefined.
 */
export function parseProxyIdentity(nodeId: string): ProxyIdentity | undefined {
  const [, meshName, meshOwner, kind, name] = NODE_ID.exec(nodeId) ?? [];
  if (meshName === undefined || name === undefined) return undefined;
  if (kind !== 'virtualNode' && kind !== 'virtualGateway') return undefined;
  return { meshName, ...(meshOwner === undefined ? {} : { meshOwner }), kind, name };
}
