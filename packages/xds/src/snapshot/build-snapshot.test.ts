import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import { canonicalJson } from '@mesh-workshop/json';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResourceSet } from '../resource-set.ts';
import { sampleCluster, sampleResources } from '../testing/sample-resources.ts';
import { buildSnapshot, type Snapshot } from './build-snapshot.ts';

function build(set: ResourceSet): Snapshot {
  const built = buildSnapshot(set);
  if ('problems' in built) {
    throw new Error(JSON.stringify(built.problems));
  }
  return built.snapshot;
}

/** The same value with the members of every object in an order drawn from `seeds`. */
function shuffle(value: JsonValue, seeds: readonly number[]): JsonValue {
  if (Array.isArray(value)) {
    return value.map((item: JsonValue) => shuffle(item, seeds));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const keys = Object.keys(value).sort((a, b) => rank(a, seeds) - rank(b, seeds));
  return Object.fromEntries(keys.map((key) => [key, shuffle((value as JsonObject)[key] ?? null, seeds)]));
}

function rank(key: string, seeds: readonly number[]): number {
  return [...key].reduce(
    (sum, letter, index) => sum + letter.charCodeAt(0) * (seeds[index % seeds.length] ?? 1),
    0,
  );
}

test('the order of members and of resources changes neither canonical JSON nor versions', () => {
  const set = sampleResources({ weights: { blue: 75, green: 25 } });
  const expected = build(set);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 8 }), (seeds) => {
      const shuffled = shuffle(set as unknown as JsonObject, seeds);
      expect(canonicalJson(shuffled)).toBe(canonicalJson(set as unknown as JsonObject));
      const { version, versions } = build(shuffled as unknown as ResourceSet);
      expect({ version, versions }).toEqual({ version: expected.version, versions: expected.versions });
    }),
  );
});

test('canonical JSON reads back as the value it was made of', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('a change of weights changes the version of the routes alone, and that of the whole', () => {
  const before = build(sampleResources({ weights: { blue: 75, green: 25 } }));
  const after = build(sampleResources({ weights: { blue: 60, green: 40 } }));
  const { routes: _before, ...others } = before.versions;
  expect(after.versions).toMatchObject(others);
  expect(after.versions.routes).not.toBe(before.versions.routes);
  expect(after.version).not.toBe(before.version);
});

test('a change of a cluster changes the version of its endpoints too, as it waits for them', () => {
  const before = build(sampleResources({ weights: { blue: 100 } }));
  const after = build(sampleResources({ weights: { blue: 100 }, connectTimeout: '2s' }));
  expect(after.versions.clusters).not.toBe(before.versions.clusters);
  expect(after.versions.endpoints).not.toBe(before.versions.endpoints);
  expect(after.versions.listeners).toBe(before.versions.listeners);
});

test('problems of encoding and of consistency come together', () => {
  const set = sampleResources({ weights: { blue: 100 } });
  const built = buildSnapshot({
    ...set,
    clusters: { blue: { ...sampleCluster('blue'), nope: 1 } },
    endpoints: {},
  });
  expect('problems' in built ? built.problems.map(({ type, name, path }) => [type, name, path]) : []).toEqual(
    [
      ['clusters', 'blue', 'nope'],
      ['clusters', 'blue', 'eds_cluster_config'],
    ],
  );
});
