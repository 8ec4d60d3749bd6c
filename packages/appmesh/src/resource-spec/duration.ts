import { enumeration, type Infer, integer, required, structure } from '../shape/shape.ts';

/**
 * The API model calls both members optional, but says nothing of what half a duration would mean; so both are needed.
 * A value of 0 disables the timeout it is given for. The API has no upper limit; this one is 68 years in seconds, 24 days in
 * milliseconds, and Envoy can still count it.
 */
export const duration = structure('Duration', {
  unit: required(enumeration(['s', 'ms'])),
  value: required(integer({ min: 0, max: 2_147_483_647 })),
});

export type Duration = Infer<typeof duration>;

/** A duration in milliseconds. */
export function durationMillis(value: Duration): number {
  return value.unit === 's' ? value.value * 1000 : value.value;
}
