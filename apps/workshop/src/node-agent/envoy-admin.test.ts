import { expect, it } from 'vitest';
import { countActiveRequests } from './envoy-admin.ts';

it('counts requests in flight over all listeners, the admin endpoint aside', () => {
  const stats = [
    { name: 'http.admin.downstream_rq_active', value: 1 },
    { name: 'http.ingress_8080.downstream_rq_active', value: 2 },
    { name: 'http.egress.downstream_rq_active', value: 3 },
    { histograms: {} },
  ];
  expect(countActiveRequests(JSON.stringify({ stats }))).toBe(5);
});
