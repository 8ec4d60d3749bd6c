import { test } from 'vitest';
import { findEnvoy, NO_ENVOY } from '../testing/envoy-binary.ts';

/**
 * One row of the conformance table: a behaviour of App Mesh that real traffic through a real Envoy has to show. The id is what
 * docs/compatibility.md calls it; `./workshop test --table packages/envoy/src/conformance` prints a verdict a row.
 */
export function trafficRow(id: string, behaviour: string, body: () => Promise<void>): void {
  test(`${id}: ${behaviour}`, async (context) => {
    if (findEnvoy() === undefined) context.skip(NO_ENVOY);
    await body();
  });
}
