import { describe, expect, it } from 'vitest';
import type { LoadOutcome } from '../../load/load-outcome.ts';
import { judgePods } from './pods-are.ts';
import { judgeProxies } from './proxies-are.ts';
import { lateVersions } from './versions-gone.ts';

describe('judging pods', () => {
  const pod = (name: string, ready = '2/2', status = 'Running') => ({ name, ready, status });

  it('passes when all of them are as they should be', () => {
    expect(judgePods('product', [pod('a'), pod('b')], '2/2').passed).toBe(true);
    expect(judgePods('product-v15', [pod('a', '1/2')], '1/2').passed).toBe(true);
  });

  it('fails for a pod that is not ready, one that is going, and for no pod at all', () => {
    expect(judgePods('product', [pod('a'), pod('b', '1/2')], '2/2')).toEqual({
      passed: false,
      expected: 'every pod of product 2/2 Running',
      seen: 'a 2/2 Running, b 1/2 Running',
    });
    expect(judgePods('product', [pod('a', '2/2', 'Terminating')], '2/2').passed).toBe(false);
    expect(judgePods('product', [], '2/2')).toMatchObject({ passed: false, seen: 'no pod' });
  });
});

describe('judging sidecars', () => {
  const wanted = { virtualNode: 'product-vn', deployment: 'product', state: 'synced' as const };
  const proxy = (pod: string, state: 'synced' | 'pending' | 'rejected' = 'synced') => ({
    proxyId: `p-${pod}`,
    pod,
    state,
  });

  it('passes when every pod has one, in the state wanted', () => {
    expect(judgeProxies(wanted, ['a', 'b'], [proxy('a'), proxy('b')]).passed).toBe(true);
  });

  it('fails for a pod without one and names it', () => {
    expect(judgeProxies(wanted, ['a', 'b'], [proxy('a')])).toEqual({
      passed: false,
      expected: '2 sidecar(s) of product-vn synced, one per pod of product',
      seen: 'a synced, b not connected',
    });
  });

  it('fails for one in another state and shows its reason', () => {
    const rejected = { ...proxy('a', 'rejected'), reason: 'no such cluster' };
    expect(judgeProxies(wanted, ['a'], [rejected])).toMatchObject({
      passed: false,
      seen: 'a rejected (no such cluster)',
    });
  });

  it('fails for one that belongs to no pod, and when there is nothing at all', () => {
    expect(judgeProxies(wanted, ['a'], [proxy('a'), proxy('gone')]).passed).toBe(false);
    expect(judgeProxies(wanted, [], [])).toMatchObject({ passed: false, seen: 'neither pods nor sidecars' });
  });
});

describe('looking for versions that should be gone', () => {
  const answer = (sentAt: number, version: string): LoadOutcome => ({
    sentAt,
    tookMs: 10,
    newConnection: false,
    ok: true,
    versions: { Product: version },
  });
  const limit = { service: 'Product', wanted: ['1.0'], after: 2000 };

  it('finds none when they were seen in time only', () => {
    expect(lateVersions([answer(1500, '1.5'), answer(1990, '1.5'), answer(2500, '1.0')], limit)).toEqual([]);
  });

  it('finds the ones that came too late', () => {
    expect(lateVersions([answer(2100, '1.5')], limit)).toEqual(['Product 1.5 110 ms too late']);
  });
});
