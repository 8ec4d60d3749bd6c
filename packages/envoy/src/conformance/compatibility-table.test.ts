import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TESTDATA } from '../golden/golden-case.ts';

const FOLDER = fileURLToPath(new URL('./', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url));
const TABLE = `${CHECKOUT}docs/compatibility.md`;

/** Ids of all traffic rows, as their tests give them. */
function trafficRows(): readonly string[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.real-envoy.test.ts'));
  const texts = files.map((name) => readFileSync(`${FOLDER}${name}`, 'utf8'));
  const found = texts.flatMap((text) => [
    ...text.matchAll(/(?:trafficRow\(\s*|test\()['"`]([a-z0-9-]+)['"`:]/g),
  ]);
  // These two are made by a loop.
  return [...found.map(([, id = '']) => id), 'dns-loadbalancer', 'dns-endpoints'];
}

/** What the last column of every row of the document names. */
function namedTests(): readonly string[] {
  const rows = readFileSync(TABLE, 'utf8')
    .split('\n')
    .filter((line) => /^\| (?!feature|---)/.test(line));
  return rows.flatMap((row) => {
    const last = row.split(' | ').at(-1) ?? '';
    const names = [...last.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    expect(names.length, row).toBeGreaterThan(0);
    return names;
  });
}

test('every row of the compatibility table names tests that there are', () => {
  const known = new Set([...trafficRows(), ...readdirSync(TESTDATA)]);
  const unknown = namedTests().filter((name) => !known.has(name) && !existsSync(`${CHECKOUT}${name}`));
  expect(unknown).toEqual([]);
});

test('every traffic row is in the compatibility table', () => {
  const named = new Set(namedTests());
  expect(trafficRows().filter((id) => !named.has(id))).toEqual([]);
});
