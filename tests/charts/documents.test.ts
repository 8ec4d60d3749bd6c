import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, trackedFiles } from '../repository.ts';
import { CHARTS } from './charts.ts';
import { applicationCharts, generatedFiles } from './generate/generated-files.ts';
import { leavesOf, readValues } from './generate/read-values.ts';
import { readSchema, schemaLeaves } from './schema-leaves.ts';

function readChartFile(chart: string, name: string): string {
  return readFileSync(join(ROOT, 'charts', chart, name), 'utf8');
}

describe.each(CHARTS)('chart %s', (chart) => {
  const values = leavesOf(readValues(readChartFile(chart, 'values.yaml')));
  const leaves = schemaLeaves(readSchema(chart));

  test('has every value of its schema in values.yaml, and no other', () => {
    expect(values.map(({ path }) => path).sort()).toEqual([...leaves.keys()].sort());
  });

  test.for(values)('has a comment above $path in values.yaml', ({ comment }) => {
    expect(comment).not.toBe('');
  });

  test('describes every value in its schema', () => {
    for (const [path, leaf] of leaves) expect(leaf.description, path).toBeTruthy();
  });

  test('has every value with its default in the table of its README', () => {
    const rows = [...readChartFile(chart, 'README.md').matchAll(/^\| `([\w.]+)` \| `([^`]*)` \|/gm)];
    expect(rows.map(([, path, value]) => [path, value])).toEqual(
      values.map((value) => [value.path, value.default === '' ? '""' : String(value.default)]),
    );
  });
});

test.for([...generatedFiles()])('%s is as `pnpm charts:generate` makes it', ([path, content]) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(content);
});

test('the charts that can be installed are the ones that are tested', () => {
  expect(applicationCharts()).toEqual([...CHARTS].sort());
});

test('a checkout without symbolic links has the charts too', () => {
  const links = trackedFiles('charts').filter((path) => lstatSync(join(ROOT, path)).isSymbolicLink());
  expect(links).toEqual([]);
});
