import { expect, test } from 'vitest';
import { sampleCluster } from '../testing/sample-resources.ts';
import { encodeResource } from './encode-resource.ts';

test('equal content is encoded once, whatever the order of its members', () => {
  const { name, ...rest } = sampleCluster('encoded-once');
  const first = encodeResource('clusters', { name: name ?? '', ...rest });
  const second = encodeResource('clusters', { ...rest, name: name ?? '' });
  expect('encoded' in first && 'encoded' in second && first.encoded === second.encoded).toBe(true);
});

test('a resource that cannot be encoded gives problems and no bytes', () => {
  expect(encodeResource('clusters', { name: 'x', nope: true })).toEqual({
    problems: [{ path: 'nope', message: expect.stringContaining('"nope" is not a member') }],
  });
});
