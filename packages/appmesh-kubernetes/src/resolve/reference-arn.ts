/** A resource that is named by its ARN. The account and region are not looked at: this control plane has one of each. */
export interface ReferenceArn {
  readonly meshName: string;
  readonly kind: string;
  readonly name: string;
}

const ARN = /^arn:[^:/]+:appmesh:[^:/]*:[^:/]*:mesh\/([^/@]+)(?:@[^/]+)?\/([^/]+)\/([^/]+)$/;

/** Reads `arn:aws:appmesh:us-west-2:000000000000:mesh/demomesh/virtualNode/product-vn`. Anything else: undefined. */
export function parseReferenceArn(arn: string): ReferenceArn | undefined {
  const [, meshName, kind, name] = ARN.exec(arn) ?? [];
  if (meshName === undefined || kind === undefined || name === undefined) return undefined;
  return { meshName, kind, name };
}

/** An ARN for documents that name a resource without an account. */
export function formatReferenceArn({ meshName, kind, name }: ReferenceArn): string {
  return `arn:aws:appmesh:::mesh/${meshName}/${kind}/${name}`;
}
