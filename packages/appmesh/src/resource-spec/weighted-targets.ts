import { type Infer, integer, list, required, structure, type Violation } from '../shape/shape.ts';
import { portNumber } from './port-mapping.ts';
import { resourceName } from './resource-names.ts';

export const weightedTargets = list(
  structure('WeightedTarget', {
    port: portNumber,
    virtualNode: required(resourceName),
    weight: required(integer({ min: 0, max: 100 })),
  }),
  { min: 1, max: 10 },
);

export type WeightedTarget = Infer<typeof weightedTargets>[number];

/** A rule for the action of a route: weights are relative, so any total works but 0. App Mesh's documents promise at most 100. */
export function weightsHaveATotal(value: {
  readonly weightedTargets: readonly WeightedTarget[];
}): readonly Violation[] {
  const total = value.weightedTargets.reduce((sum, { weight }) => sum + weight, 0);
  const path = 'weightedTargets';
  if (total === 0) {
    const message = 'have weights that add up to 0; at least one weight must be above 0';
    return [{ code: 'weights-total', path, message }];
  }
  if (total > 100) {
    const message = `have weights that add up to ${total}; App Mesh documents at most 100, here they are relative`;
    return [{ severity: 'warning', code: 'weights-total', path, message }];
  }
  return [];
}
