import type { RouteWeights } from './readers/app-mesh-reader.ts';

/** Percent (0 to 100) by version. */
export type Percentages = Readonly<Record<string, number>>;

/** Shares of one service as the route promised them and as they were measured through the load balancer. */
export interface Measurement {
  readonly service: string;
  readonly expected: Percentages;
  readonly measured: Percentages;
  readonly requests: number;
}

/** What the weights of a route promise, by version. Targets without weight promise nothing and are left out. */
export function expectedShares(
  weights: RouteWeights,
  versionOf: Readonly<Record<string, string>>,
): Percentages {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  const shares: Record<string, number> = {};
  for (const [virtualNode, weight] of Object.entries(weights)) {
    if (weight === 0) continue;
    const version = versionOf[virtualNode] ?? virtualNode;
    shares[version] = (shares[version] ?? 0) + (100 * weight) / sum;
  }
  return shares;
}

/** How the counts of each version divide. */
export function measuredShares(counts: Readonly<Record<string, number>>): Percentages {
  const sum = Object.values(counts).reduce((total, count) => total + count, 0);
  return Object.fromEntries(Object.entries(counts).map(([version, count]) => [version, (100 * count) / sum]));
}

/** Whether every version, promised or seen, is within so many percentage points of its promise. */
export function sharesAgree(expected: Percentages, measured: Percentages, tolerancePoints: number): boolean {
  const versions = new Set([...Object.keys(expected), ...Object.keys(measured)]);
  return [...versions].every(
    (version) => Math.abs((expected[version] ?? 0) - (measured[version] ?? 0)) <= tolerancePoints,
  );
}

/** For people: `1.0 75.0 %, 1.5 25.0 %`. */
export function formatShares(shares: Percentages): string {
  const entries = Object.entries(shares).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  return entries.length === 0
    ? 'nothing'
    : entries.map(([version, percent]) => `${version} ${percent.toFixed(1)} %`).join(', ');
}
