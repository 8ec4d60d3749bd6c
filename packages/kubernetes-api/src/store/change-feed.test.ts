import { expect, test } from 'vitest';
import { ChangeFeed, type FeedEntry } from './change-feed.ts';

function change(resourceVersion: number, text = ''): FeedEntry {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `c-${resourceVersion}` },
    data: { text },
  };
  return { type: 'ADDED', kind: 'configmaps', object: object as never, resourceVersion };
}

test('a listener that throws loses neither its own further changes nor those of others', async () => {
  const problems: unknown[] = [];
  const feed = new ChangeFeed(1, (error) => problems.push(error));
  const seen: string[] = [];
  feed.subscribe(({ resourceVersion }) => {
    seen.push(`first ${resourceVersion}`);
    if (resourceVersion === 2) throw new Error('no 2, please');
  }, 1);
  feed.subscribe(({ resourceVersion }) => seen.push(`second ${resourceVersion}`), 1);
  for (const version of [2, 3]) feed.push(change(version));
  await Promise.resolve();
  expect(seen).toEqual(['first 2', 'second 2', 'first 3', 'second 3']);
  expect(problems).toEqual([new Error('no 2, please')]);
});

test('large changes are forgotten earlier than small ones', () => {
  const feed = new ChangeFeed(1, () => undefined);
  const text = 'x'.repeat(500_000);
  for (let version = 2; version <= 1001; version += 1) feed.push(change(version, text));
  expect(feed.since(1)).toBeUndefined();
  const remembered = feed.since(990) ?? [];
  expect(remembered).toHaveLength(11);
  const oldest = [...Array(1000).keys()].find((version) => feed.since(version) !== undefined) ?? 0;
  expect((1001 - oldest) * text.length).toBeLessThanOrEqual(32 * 1024 * 1024);
});
