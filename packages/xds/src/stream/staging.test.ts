import type { JsonObject } from '@mesh-workshop/json';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { buildSnapshot, type Snapshot } from '../snapshot/build-snapshot.ts';
import { sampleResources } from '../testing/sample-resources.ts';
import {
  type Answering,
  CHECKED_CLUSTER,
  PICKY_CLUSTER,
  REFUSED_CLUSTER,
  type SimulatedProxy,
  simulateProxy,
} from '../testing/simulated-proxy.ts';
import { applyRequest } from './apply-request.ts';
import { decideNext, type OutgoingMessage } from './decide-next.ts';
import { resourcesInUse } from './in-use.ts';
import { recordAdopted, recordSent } from './record-sent.ts';
import { NEW_STREAM, type StreamState } from './stream-state.ts';
import { describeStream } from './stream-status.ts';
import { withTarget } from './target-progress.ts';

vi.setConfig({ testTimeout: 120_000 });

const LIMITS = { removalGraceMs: 3000, stageTimeoutMs: 2000 };

const snapshots = new Map<string, Snapshot>();

/** A virtual host for each cluster, one more for all of them by weight. Each is made once, as thousands of runs want it. */
function snapshot(clusters: readonly string[], timeoutSeconds: number, endpointPort = 1): Snapshot {
  const key = JSON.stringify([clusters, timeoutSeconds, endpointPort]);
  const made = snapshots.get(key) ?? makeSnapshot(clusters, timeoutSeconds, endpointPort);
  snapshots.set(key, made);
  return made;
}

function makeSnapshot(clusters: readonly string[], timeoutSeconds: number, endpointPort: number): Snapshot {
  const weights = Object.fromEntries(clusters.map((name, index) => [name, index + 1]));
  const endpoint = { address: '127.0.0.1', port: endpointPort };
  const endpoints = Object.fromEntries(clusters.map((name) => [name, [endpoint]]));
  const sample = sampleResources({ weights, endpoints, connectTimeout: `${timeoutSeconds}s` });
  const routes = {
    name: 'web-routes',
    virtual_hosts: [
      ...[sample.routes['web-routes']?.virtual_hosts ?? []].flat(),
      ...clusters.map((name) => ({
        name,
        domains: [name],
        routes: [{ match: { prefix: '/' }, route: { cluster: name, timeout: `${timeoutSeconds}s` } }],
      })),
    ],
  } as JsonObject;
  const checked = sample.clusters[CHECKED_CLUSTER];
  const healthChecks = [
    { timeout: '2s', interval: '2s', healthy_threshold: 1, unhealthy_threshold: 1, tcp_health_check: {} },
  ];
  const built = buildSnapshot({
    ...sample,
    clusters: {
      ...sample.clusters,
      ...(checked === undefined ? {} : { [CHECKED_CLUSTER]: { ...checked, health_checks: healthChecks } }),
    },
    routes: { 'web-routes': routes },
  });
  if ('problems' in built) {
    throw new Error(JSON.stringify(built.problems));
  }
  return built.snapshot;
}

/** A server's stream and a simulated proxy, and the two directions of the wire between them. */
class Wire {
  state: StreamState = NEW_STREAM;
  now = 0;
  readonly proxy: SimulatedProxy = simulateProxy();
  readonly toProxy: { message: OutgoingMessage; nonce: string }[] = [];
  private nonces = 0;

  publish(target: Snapshot): void {
    this.state = withTarget(this.state, target, this.now);
    this.pump();
  }

  /** The proxy reads one response. */
  deliver(): void {
    const next = this.toProxy.shift();
    if (next !== undefined) {
      this.proxy.receive(next.message, next.nonce);
    }
  }

  /** The server reads one request. */
  listen(): void {
    const request = this.proxy.requests.shift();
    if (request !== undefined) {
      this.state = applyRequest(this.state, request, this.now).state;
      this.pump();
    }
  }

  wait(ms: number): void {
    this.now += ms;
    this.pump();
  }

  /** Until nobody has anything to say any more, with a proxy that answers as Envoy does. */
  settle(): void {
    this.proxy.answerClusters('late');
    for (let round = 0; round < 500; round += 1) {
      this.proxy.finishHealthChecks();
      this.deliver();
      this.listen();
      // What was delivered just now may have begun a health check.
      this.proxy.finishHealthChecks();
      if (this.toProxy.length === 0 && this.proxy.requests.length === 0) {
        const decision = decideNext(this.state, this.now, LIMITS);
        if (decision.kind !== 'wait' || decision.until === undefined || decision.until > this.now + 10_000) {
          return;
        }
        this.wait(decision.until - this.now);
      }
    }
    throw new Error('the two never come to rest');
  }

  /** All that is on its way now and what follows from it, without time passing or a health check ending. */
  exchange(): void {
    while (this.toProxy.length + this.proxy.requests.length > 0) {
      this.deliver();
      this.listen();
    }
  }

  private pump(): void {
    for (;;) {
      const decision = decideNext(this.state, this.now, LIMITS);
      if (decision.kind === 'wait') {
        return;
      }
      if (decision.kind === 'adopt') {
        this.state = recordAdopted(this.state, decision.message, this.now);
      } else {
        this.nonces += 1;
        const nonce = String(this.nonces);
        this.state = recordSent(this.state, decision.message, nonce, this.now);
        this.toProxy.push({ message: decision.message, nonce });
      }
    }
  }
}

const NAMES = ['blue', 'green', CHECKED_CLUSTER, PICKY_CLUSTER, REFUSED_CLUSTER];

const someTarget = fc
  .tuple(fc.subarray(NAMES, { minLength: 1 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }))
  .map(([clusters, seconds, port]) => snapshot(clusters, seconds, port));

const someStep = fc.oneof(
  { weight: 2, arbitrary: someTarget.map((target) => (wire: Wire) => wire.publish(target)) },
  { weight: 5, arbitrary: fc.constant((wire: Wire) => wire.deliver()) },
  { weight: 5, arbitrary: fc.constant((wire: Wire) => wire.listen()) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<Answering>('early', 'late', 'never')
      .map((when) => (wire: Wire) => wire.proxy.answerClusters(when)),
  },
  { weight: 1, arbitrary: fc.boolean().map((isNamed) => (wire: Wire) => wire.proxy.nameRefused(isNamed)) },
  { weight: 1, arbitrary: fc.constant((wire: Wire) => wire.proxy.finishHealthChecks()) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5000 }).map((ms) => (wire: Wire) => wire.wait(ms)) },
);

test('whatever is published when, and however early, late or never the proxy answers, no route ever names a cluster that cannot serve', () => {
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 60, size: 'max' }), (steps) => {
      const wire = new Wire();
      wire.publish(snapshot(['blue'], 1));
      for (const step of steps) {
        step(wire);
      }
      wire.settle();
      expect(wire.proxy.faults).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('whatever happened before, the proxy ends with exactly the last target', () => {
  fc.assert(
    fc.property(
      fc.array(someStep, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 3 }),
      (steps, seconds) => {
        const wire = new Wire();
        for (const step of steps) {
          step(wire);
        }
        const last = snapshot(['green', 'red'], seconds);
        wire.publish(last);
        wire.settle();
        expect(describeStream(wire.state)).toMatchObject({ state: 'synced', targetVersion: last.version });
        for (const type of ['clusters', 'listeners', 'routes'] as const) {
          const wanted = Object.fromEntries([...last.entries[type]].map(([name, { key }]) => [name, key]));
          expect(wire.proxy.contents(type)).toEqual(wanted);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('at every moment, what the proxy has is among what is said to be in use', () => {
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 60, size: 'max' }), (steps) => {
      const wire = new Wire();
      wire.publish(snapshot(['blue'], 1));
      for (const step of steps) {
        step(wire);
        const said = new Set(resourcesInUse(wire.state).flatMap((set) => Object.keys(set.clusters)));
        expect(Object.keys(wire.proxy.contents('clusters')).filter((name) => !said.has(name))).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

test('replaced clusters go after the grace, counted from the ACK of the routes', () => {
  const wire = new Wire();
  wire.publish(snapshot(['blue'], 1));
  wire.settle();
  wire.publish(snapshot(['green'], 1));
  wire.exchange();
  expect(describeStream(wire.state).state).toBe('synced');
  expect(decideNext(wire.state, wire.now, LIMITS)).toEqual({ kind: 'wait', until: wire.now + 3000 });
  wire.wait(2999);
  expect(wire.toProxy).toEqual([]);
  wire.wait(1);
  expect(wire.toProxy).toMatchObject([{ message: { type: 'clusters' } }]);
  wire.settle();
  expect(Object.keys(wire.proxy.contents('clusters'))).toEqual(['green']);
});

test('a change of endpoints alone does not start the grace anew', () => {
  const wire = new Wire();
  wire.publish(snapshot(['blue'], 1));
  wire.settle();
  wire.publish(snapshot(['green'], 1));
  wire.exchange();
  const settledAt = wire.now;
  wire.wait(1000);
  wire.publish(snapshot(['green'], 1, 2));
  wire.deliver();
  wire.listen();
  expect(decideNext(wire.state, wire.now, LIMITS)).toMatchObject({ until: settledAt + 3000 });
});

test.each([
  ['names it', true],
  ['does not say which it is', false],
])('a rejected cluster holds back what names it and nothing else, when the rejection %s', (_how, isNamed) => {
  const wire = new Wire();
  wire.proxy.nameRefused(isNamed);
  wire.publish(snapshot(['blue', 'green', PICKY_CLUSTER], 1));
  wire.settle();
  wire.publish(snapshot(['green', 'red', PICKY_CLUSTER, REFUSED_CLUSTER], 2));
  wire.settle();
  expect(describeStream(wire.state)).toMatchObject({
    state: 'rejected',
    missingClusters: [{ cluster: REFUSED_CLUSTER, reason: 'rejected' }],
  });
  expect(wire.proxy.clustersOf('red')).toEqual(['red']);
  expect(wire.proxy.clustersOf(PICKY_CLUSTER)).toEqual([PICKY_CLUSTER]);
  expect(wire.proxy.clustersOf(REFUSED_CLUSTER)).toBeUndefined();
  expect(wire.proxy.clustersOf('all')).toEqual(['blue', 'green', PICKY_CLUSTER]);
  // What is not named any more goes, also while the rejection lasts.
  wire.publish(snapshot(['green', PICKY_CLUSTER], 2));
  wire.settle();
  expect(Object.keys(wire.proxy.contents('clusters')).sort()).toEqual(['green', PICKY_CLUSTER]);
  expect(wire.proxy.clustersOf('all')).toEqual(['green', PICKY_CLUSTER]);
});

test('a cluster whose health check hangs holds back what names it, for as long as it lasts, and nothing else', () => {
  const wire = new Wire();
  wire.publish(snapshot(['blue'], 1));
  wire.settle();
  wire.publish(snapshot(['blue', 'green', CHECKED_CLUSTER], 1));
  wire.exchange();
  for (let hours = 0; hours < 5; hours += 1) {
    wire.wait(3_600_000);
    wire.exchange();
  }
  expect(wire.proxy.clustersOf('green')).toEqual(['green']);
  expect(wire.proxy.clustersOf(CHECKED_CLUSTER)).toBeUndefined();
  expect(wire.proxy.clustersOf('all')).toEqual(['blue']);
  const { missingClusters } = describeStream(wire.state);
  expect(missingClusters).toMatchObject([{ cluster: CHECKED_CLUSTER, reason: 'not acknowledged' }]);
  expect(missingClusters[0]?.since).toBeLessThan(wire.now);
  wire.settle();
  expect(wire.proxy.clustersOf('all')).toEqual(['blue', 'green', CHECKED_CLUSTER]);
  expect(describeStream(wire.state)).toMatchObject({ state: 'synced', missingClusters: [] });
});

test('a virtual host that waits keeps its domains as they were, also those that another one had', () => {
  const wire = new Wire();
  wire.publish(snapshot(['blue'], 1));
  wire.settle();
  const { routes: _routes, ...rest } = sampleResources({ weights: { blue: 1, [REFUSED_CLUSTER]: 1 } });
  const host = (name: string, domains: string[], cluster: string) => ({
    name,
    domains,
    routes: [{ match: { prefix: '/' }, route: { cluster } }],
  });
  const hosts = [host('rest', ['*'], REFUSED_CLUSTER), host('all', ['example.org'], 'blue')];
  const built = buildSnapshot({
    ...rest,
    routes: { 'web-routes': { name: 'web-routes', virtual_hosts: hosts } },
  });
  if ('problems' in built) throw new Error(JSON.stringify(built.problems));
  wire.publish(built.snapshot);
  wire.settle();
  expect(wire.proxy.clustersOf('rest')).toEqual(['blue']);
  expect(wire.proxy.clustersOf('all')).toEqual(['blue']);
  expect(wire.proxy.faults).toEqual([]);
});
