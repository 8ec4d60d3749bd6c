import { describe, expect, it } from 'vitest';
import type { LoadOutcome } from '../../load/load-outcome.ts';
import { parseAnswers } from './answers-inside.ts';
import { judgeFailures } from './failing-share.ts';
import { judgePods } from './pods-are.ts';
import { judgeProxies } from './proxies-are.ts';
import { compareTwins } from './twins-agree.ts';
import { sumRequests } from './undeclared-destination.ts';
import { judgeRollback } from './versions-gone.ts';

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

describe('judging a rollback', () => {
  const answer = (sentAt: number, version: string): LoadOutcome => ({
    sentAt,
    tookMs: 10,
    newConnection: false,
    ok: true,
    late: false,
    versions: { Product: version },
  });
  const rollback = { service: 'Product', wanted: ['1.0'], answeredAt: 1000 };
  /** Enough answers of the right version, from then on. */
  const settled = (from: number) => Array.from({ length: 200 }, (_, index) => answer(from + index, '1.0'));

  it('passes once enough answers in a row show none of what was rolled back', () => {
    expect(judgeRollback([answer(990, '1.5'), answer(1010, '1.5'), ...settled(1020)], rollback)).toEqual({
      verdict: 'gone',
      seen: 'Product: last seen 10 ms after the update',
    });
    expect(judgeRollback([answer(990, '1.5'), ...settled(1001)], rollback)).toEqual({
      verdict: 'gone',
      seen: 'Product: not seen after the update',
    });
  });

  it('waits for more answers while there are too few to say', () => {
    expect(judgeRollback([answer(1010, '1.5'), ...settled(1020).slice(1)], rollback).verdict).toBe('unknown');
  });

  it('takes one that was sent before the update for what it is, however late its answer came', () => {
    const late = { ...answer(999, '1.5'), tookMs: 9000 };
    expect(judgeRollback([...settled(1001), late], rollback).verdict).toBe('gone');
  });

  it('says so when the version was seen for longer than what is late, and fails when longer than what is lost', () => {
    expect(judgeRollback([answer(3100, '1.5'), ...settled(3200)], rollback)).toEqual({
      verdict: 'gone',
      seen: 'Product: last seen 2100 ms after the update, which is late',
    });
    expect(judgeRollback([answer(11_100, '1.5'), ...settled(11_200)], rollback)).toEqual({
      verdict: 'too late',
      seen: 'Product: 1.5 seen 10100 ms after the update',
    });
  });
});

describe('reading what a pod of the namespace saw', () => {
  it('pairs every body with its status, an empty line at the end of a body or not', () => {
    expect(parseAnswers('{"version":"1.0"}\n200 0.004\n{"error":"no"}\n\n502 2.5\n')).toEqual([
      { body: '{"version":"1.0"}', status: 200, tookMs: 4 },
      { body: '{"error":"no"}', status: 502, tookMs: 2500 },
    ]);
  });

  it('sums the requests to / over all statuses, and no others', () => {
    const metrics = [
      '# TYPE http_requests_total counter',
      'http_requests_total{method="GET",route="/",status="200"} 12',
      'http_requests_total{method="GET",route="/",status="500"} 3',
      'http_requests_total{method="GET",route="/metrics",status="200"} 100',
    ];
    expect(sumRequests(metrics.join('\n'))).toBe(15);
    expect(sumRequests('')).toBe(0);
  });
});

describe('judging failures that are meant to happen', () => {
  const share = { expected: 20, least: 15, below: 25 };
  const sample = (failures: readonly string[]) => ({ requests: 10, counts: {}, failures, late: [] });

  it('passes within the range, and gives the shares', () => {
    expect(judgeFailures(share, sample(['status 502', 'status 502']))).toMatchObject({
      passed: true,
      measurement: {
        expected: { answered: 80, failed: 20 },
        measured: { answered: 80, failed: 20 },
        requests: 10,
      },
    });
  });

  it('fails outside of the range', () => {
    expect(judgeFailures(share, sample(['status 502'])).passed).toBe(false);
    expect(judgeFailures(share, sample(['status 502', 'status 502', 'status 502'])).passed).toBe(false);
  });

  it("fails for a failure that is not the backend's, and names it", () => {
    expect(judgeFailures(share, sample(['status 502', 'status 503']))).toMatchObject({
      passed: false,
      seen: '2 of 10 requests failed (20.00 %), 1 lost: status 503',
    });
  });
});

describe('comparing the twins', () => {
  const twin = {
    kind: 'virtualNode' as const,
    name: 'blue',
    path: 'virtualNodes/blue_demos',
    same: ['listeners'],
  };
  const object = {
    spec: { listeners: [{ port: 80 }], podSelector: {} },
    status: { conditions: [{ type: 'VirtualNodeActive', status: 'True' }], virtualNodeARN: 'arn:1' },
  };
  const resource = {
    metadata: { arn: 'arn:1' },
    spec: { listeners: [{ port: 80 }] },
    status: { status: 'ACTIVE' },
  };

  it('finds no difference when both are active and say the same', () => {
    expect(compareTwins(twin, object, resource)).toEqual([]);
  });

  it('names every difference', () => {
    expect(compareTwins(twin, object, { ...resource, spec: { listeners: [{ port: 81 }] } })).toEqual([
      'listeners [{"port":80}] and [{"port":81}]',
    ]);
    expect(compareTwins(twin, { spec: object.spec }, undefined)).toEqual([
      'VirtualNodeActive is undefined',
      'the API says not found',
      'ARN undefined and undefined',
      'listeners [{"port":80}] and undefined',
    ]);
  });
});
