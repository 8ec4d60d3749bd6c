import { expect, it } from 'vitest';
import {
  findForbiddenSkips,
  formatSkipped,
  formatTotals,
  parseAllowedSkips,
  type TestOutcome,
} from './test-outcome.ts';

const OUTCOMES: readonly TestOutcome[] = [
  { file: 'a.test.ts', test: 'x > works', state: 'passed' },
  { file: 'a.test.ts', test: 'x > needs Envoy', state: 'skipped', reason: 'no Envoy' },
  { file: 'b.test.ts', test: 'needs Envoy too', state: 'skipped', reason: 'no Envoy' },
  { file: 'b.test.ts', test: 'breaks', state: 'failed' },
];

it('counts on one line what came out', () => {
  expect(formatTotals(OUTCOMES)).toBe('Tests: 1 passed, 1 failed, 2 skipped');
});

it('lists skipped tests below their reason', () => {
  expect(formatSkipped(OUTCOMES)).toBe(
    '  no Envoy\n    a.test.ts > x > needs Envoy\n    b.test.ts > needs Envoy too\n',
  );
});

it('allows the skips that are listed, by name or by beginning', () => {
  const allowed = parseAllowedSkips('# why\na.test.ts > x > *  # all of them\n\n');
  expect(allowed).toEqual(['a.test.ts > x > *']);
  expect(findForbiddenSkips(OUTCOMES, allowed).map((it) => it.test)).toEqual(['needs Envoy too']);
  expect(findForbiddenSkips(OUTCOMES, [...allowed, 'b.test.ts > needs Envoy too'])).toEqual([]);
});
