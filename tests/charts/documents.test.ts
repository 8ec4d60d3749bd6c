import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { ROOT } from '../repository.ts';
import { CHARTS } from './charts.ts';
import { readSchema, schemaLeaves } from './schema-leaves.ts';

interface DocumentedValue {
  readonly path: string;
  readonly comment: string;
  readonly value: unknown;
}

function readChartFile(chart: string, name: string): string {
  return readFileSync(join(ROOT, 'charts', chart, name), 'utf8');
}

/** The leaves of values.yaml, each with the comment above it. */
function documentedValues(map: YAMLMap, prefix = ''): readonly DocumentedValue[] {
  return map.items.flatMap(({ key, value }, index) => {
    if (!isScalar(key)) return [];
    const path = `${prefix}${key.value}`;
    if (isMap(value)) return documentedValues(value, `${path}.`);
    // The comment above the first key belongs to the map, for the YAML parser.
    const comment = key.commentBefore ?? (index === 0 ? map.commentBefore : undefined) ?? '';
    return [{ path, comment, value: isScalar(value) ? value.value : undefined }];
  });
}

describe.each(CHARTS)('chart %s', (chart) => {
  const contents = parseDocument(readChartFile(chart, 'values.yaml')).contents;
  const values = isMap(contents) ? documentedValues(contents) : [];
  const leaves = schemaLeaves(readSchema(chart));

  test('has every value of its schema in values.yaml, and no other', () => {
    expect(values.map(({ path }) => path).sort()).toEqual([...leaves.keys()].sort());
  });

  test.for(values)('has a comment above $path in values.yaml', ({ comment }) => {
    expect(comment.trim()).not.toBe('');
  });

  test('describes every value in its schema', () => {
    for (const [path, leaf] of leaves) expect(leaf.description, path).toBeTruthy();
  });

  test('has every value with its default in the table of its README', () => {
    const rows = [...readChartFile(chart, 'README.md').matchAll(/^\| `([\w.]+)` \| `([^`]*)` \|/gm)];
    expect(rows.map(([, path, value]) => [path, value])).toEqual(
      values.map(({ path, value }) => [path, value === '' ? '""' : String(value)]),
    );
  });

  test('reaches the library chart through a symbolic link', () => {
    expect(lstatSync(join(ROOT, 'charts', chart, 'charts', 'service-lib')).isSymbolicLink()).toBe(true);
    expect(readChartFile(chart, 'charts/service-lib/Chart.yaml')).toContain('type: library');
  });
});
