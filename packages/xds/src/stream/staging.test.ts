import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildSnapshot, type Snapshot } from '../snapshot/build-snapshot.ts';
import { sampleResources } from '../testing/sample-resources.ts';
import { REFUSED_CLUSTER, type SimulatedProxy, simulateProxy } from '../testing/simulated-proxy.ts';
import { applyRequest } from './apply-request.ts';
import { decideNext, type OutgoingMessage } from './decide-next.ts';
import { resourcesInUse } from './in-use.ts';
import { recordAdopted, recordSent } from './record-sent.ts';
import { NEW_STREAM, type StreamState, withTarget } from './stream-state.ts';
import { describeStream } from './stream-status.ts';

const LIMITS = { removalGraceMs: 3000, stageTimeoutMs: 1_000_000_000 };

function snapshot(clusters: readonly string[], timeoutSeconds: number, endpointPort = 1): Snapshot {
  const weights = Object.fromEntries(clusters.map((name, index) => [name, index + 1]));
  const endpoint = { address: '127.0.0.1', port: endpointPort };
  const endpoints = Object.fromEntries(clusters.map((name) => [name, [endpoint]]));
  const built = buildSnapshot(sampleResources({ weights, endpoints, connectTimeout: `${timeoutSeconds}s` }));
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

  /** Until nobody has anything to say any more. */
  settle(): void {
    for (let round = 0; round < 500; round += 1) {
      this.deliver();
      this.listen();
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

const NAMES = ['blue', 'green', 'red', REFUSED_CLUSTER];

const someTarget = fc
  .tuple(fc.subarray(NAMES, { minLength: 1 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }))
  .map(([clusters, seconds, port]) => snapshot(clusters, seconds, port));

const someStep = fc.oneof(
  { weight: 2, arbitrary: someTarget.map((target) => (wire: Wire) => wire.publish(target)) },
  { weight: 5, arbitrary: fc.constant((wire: Wire) => wire.deliver()) },
  { weight: 5, arbitrary: fc.constant((wire: Wire) => wire.listen()) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5000 }).map((ms) => (wire: Wire) => wire.wait(ms)) },
);

test('whatever is published when, and however slow both sides are, no route ever names a cluster that cannot serve', () => {
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 80 }), (steps) => {
      const wire = new Wire();
      wire.publish(snapshot(['blue'], 1));
      wire.settle();
      for (const step of steps) {
        step(wire);
      }
      wire.settle();
      expect(wire.proxy.faults).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('whatever happened before, the proxy ends with exactly the last target', () => {
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 80 }), fc.integer({ min: 1, max: 3 }), (steps, seconds) => {
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
    }),
    { numRuns: 300 },
  );
});

test('at every moment, what the proxy has is among what is said to be in use', () => {
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 80 }), (steps) => {
      const wire = new Wire();
      wire.publish(snapshot(['blue'], 1));
      for (const step of steps) {
        step(wire);
        const said = new Set(resourcesInUse(wire.state).flatMap((set) => Object.keys(set.clusters)));
        expect(Object.keys(wire.proxy.contents('clusters')).filter((name) => !said.has(name))).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test('replaced clusters go after the grace, counted from the ACK of the routes', () => {
  const wire = new Wire();
  wire.publish(snapshot(['blue'], 1));
  wire.settle();
  wire.publish(snapshot(['green'], 1));
  while (wire.toProxy.length + wire.proxy.requests.length > 0) {
    wire.deliver();
    wire.listen();
  }
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
  while (wire.toProxy.length + wire.proxy.requests.length > 0) {
    wire.deliver();
    wire.listen();
  }
  const settledAt = wire.now;
  wire.wait(1000);
  wire.publish(snapshot(['green'], 1, 2));
  wire.deliver();
  wire.listen();
  expect(decideNext(wire.state, wire.now, LIMITS)).toMatchObject({ until: settledAt + 3000 });
});
