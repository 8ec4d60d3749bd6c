import { resourceId } from './resource-id.ts';
import type { ResourceKey } from './resource-key.ts';

/** The account and place that an ARN names. */
export interface ArnScope {
  /** `aws`, `aws-cn`, ... */
  readonly partition: string;
  readonly region: string;
  /** Account of the resource's owner, 12 digits. */
  readonly accountId: string;
}

/** The ARN of a resource, as the API returns it. */
export function resourceArn(key: ResourceKey, { partition, region, accountId }: ArnScope): string {
  return `arn:${partition}:appmesh:${region}:${accountId}:${resourceId(key)}`;
}
