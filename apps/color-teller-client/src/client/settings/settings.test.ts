import { expect, test } from 'vitest';
import { readSettings, writeSettings } from './settings.ts';

test('come back from an address as they were put into it', () => {
  expect(readSettings(writeSettings({ every: 250, last: 500 }))).toEqual({ every: 250, last: 500 });
});

test('are a question a second about a hundred answers, when an address says nothing, or nonsense', () => {
  for (const query of ['', '?every=1&last=-5', '?every=&last=all', '?other=250'])
    expect(readSettings(query), query).toEqual({ every: 1_000, last: 100 });
});
