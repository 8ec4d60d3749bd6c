import type { ConnectionPoolModel } from '@mesh-workshop/appmesh';

/** Limits of several listeners that share a cluster: each may use its own, so they add up; unlimited if one has none. */
export function sumOfPools(pools: readonly (ConnectionPoolModel | undefined)[]): ConnectionPoolModel {
  const sum = (member: keyof ConnectionPoolModel): ConnectionPoolModel => {
    const limits = pools.map((pool) => pool?.[member]);
    if (limits.length === 0 || limits.includes(undefined)) return {};
    const total = limits.reduce<number>((added, limit) => added + (limit ?? 0), 0);
    return { [member]: Math.min(total, 2_147_483_647) };
  };
  return { ...sum('maxConnections'), ...sum('maxPendingRequests'), ...sum('maxRequests') };
}
