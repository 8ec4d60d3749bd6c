import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { AnsweredCall } from '../api/api-server.ts';
import type { Proxies } from '../publish/proxies.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { ResourceStore } from '../store/resource-store.ts';

const PROXY_STATES = ['synced', 'pending', 'waiting', 'stale', 'rejected'] as const;

/** What Prometheus is told. */
export interface Metrics {
  readonly registry: Registry;
  countCall(call: AnsweredCall): void;
}

/** Registers every metric of the control plane. */
export function createMetrics(options: {
  readonly store: Pick<ResourceStore, 'journal'>;
  readonly proxies: Proxies;
  readonly publisher: Pick<Publisher, 'counts'>;
}): Metrics {
  const { store, proxies, publisher } = options;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const requests = new Counter({
    name: 'control_plane_api_requests_total',
    help: 'Answered requests of the App Mesh API, by operation and outcome (ok, or the type of the error).',
    labelNames: ['operation', 'outcome'],
    registers,
  });
  new Gauge({
    name: 'control_plane_proxies',
    help: 'Connected proxies by state.',
    labelNames: ['state'],
    registers,
    collect() {
      const views = proxies.views();
      for (const state of PROXY_STATES)
        this.set({ state }, views.filter((view) => view.state === state).length);
    },
  });
  const counts = [
    ['published', 'Configurations published to a proxy.', () => publisher.counts.published],
    [
      'refused',
      'Configurations that failed the check before they were sent.',
      () => publisher.counts.refused,
    ],
    ['nacks', 'Configurations that a proxy rejected.', () => proxies.nacks],
  ] as const;
  for (const [name, help, count] of counts)
    new Counter({
      name: `control_plane_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(count());
      },
    });
  for (const measure of ['records', 'bytes'] as const)
    new Gauge({
      name: `control_plane_journal_${measure}`,
      help: `Size of the journal in ${measure}.`,
      registers,
      collect() {
        this.set(store.journal[measure]);
      },
    });

  return { registry, countCall: ({ operation, outcome }) => requests.inc({ operation, outcome }) };
}
