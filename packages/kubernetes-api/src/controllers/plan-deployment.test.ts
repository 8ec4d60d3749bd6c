import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewObject } from '../objects/kubernetes-object.ts';
import type { Deployment, IntOrPercent, ReplicaSet } from '../objects/workloads.ts';
import { planDeployment } from './plan-deployment.ts';
import { REVISION } from './revisions.ts';
import { rolloutBounds } from './rolling-update.ts';

interface Options {
  readonly replicas?: number;
  readonly maxSurge?: IntOrPercent;
  readonly maxUnavailable?: IntOrPercent;
  readonly type?: 'RollingUpdate' | 'Recreate';
  readonly paused?: boolean;
  readonly revisionHistoryLimit?: number;
}

function deployment(image: string, options: Options = {}): Deployment {
  const { replicas = 2, maxSurge = '25%', maxUnavailable = '25%', type = 'RollingUpdate', ...rest } = options;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'd',
      namespace: 'n',
      uid: 'u',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'd' } },
      template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'app', image }] } },
      strategy: type === 'Recreate' ? { type } : { type, rollingUpdate: { maxSurge, maxUnavailable } },
      ...rest,
    },
  };
}

let created = 0;

/** The replica set as the store would keep it. */
function stored(object: NewObject<ReplicaSet>, available = 0): ReplicaSet {
  created += 1;
  const creationTimestamp = new Date(created * 1000).toISOString();
  const metadata = {
    uid: `rs-${created}`,
    resourceVersion: '1',
    generation: 1,
    creationTimestamp,
    ...object.metadata,
  };
  return withAvailable({ ...object, metadata } as ReplicaSet, available);
}

function withAvailable(replicaSet: ReplicaSet, available: number): ReplicaSet {
  const { replicas } = replicaSet.spec;
  return {
    ...replicaSet,
    status: {
      replicas,
      readyReplicas: available,
      availableReplicas: available,
      observedGeneration: replicaSet.metadata.generation,
    },
  };
}

function firstReplicaSet(wanted: Deployment, available = wanted.spec.replicas): ReplicaSet {
  const { create } = planDeployment(wanted, [], false);
  if (create === undefined) throw new Error('no replica set is planned');
  return stored(create, available);
}

function countsOf(sets: readonly ReplicaSet[]): Record<string, number> {
  return Object.fromEntries(
    sets.map((it) => [it.spec.template.spec.containers[0]?.image ?? '', it.spec.replicas]),
  );
}

describe('a rollout', () => {
  test('starts with a replica set of all replicas, its hash in name, labels and selector', () => {
    const { create, revision } = planDeployment(deployment('x:1'), [], false);
    const hash = create?.metadata.labels?.['pod-template-hash'];
    expect(revision).toBe(1);
    expect(create?.metadata.name).toBe(`d-${hash}`);
    expect(create?.spec.replicas).toBe(2);
    expect(create?.spec.selector.matchLabels).toEqual({ app: 'd', 'pod-template-hash': hash });
    expect(create?.metadata.annotations).toEqual({ [REVISION]: '1' });
  });

  test('goes on with one more pod when a quarter of two is less than one', () => {
    const old = firstReplicaSet(deployment('x:1'));
    const plan = planDeployment(deployment('x:2'), [old], true);
    expect(plan.create?.spec.replicas).toBe(1);
    expect(plan.revision).toBe(2);
    expect(rolloutBounds(deployment('x:2'))).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  });

  test('takes an old pod away only when a new one is available', () => {
    const old = firstReplicaSet(deployment('x:1'));
    const next = deployment('x:2');
    const { create } = planDeployment(next, [old], true);
    const waiting = stored(create ?? ({} as never), 0);
    expect(countsOf(planDeployment(next, [old, waiting], true).update)).toEqual({ 'x:1': 2, 'x:2': 1 });
    expect(countsOf(planDeployment(next, [old, withAvailable(waiting, 1)], true).update)).toEqual({
      'x:1': 1,
      'x:2': 1,
    });
  });

  test('back to an earlier template takes its replica set again, with a new revision', () => {
    const one = firstReplicaSet(deployment('x:1'));
    const { create } = planDeployment(deployment('x:2'), [one], true);
    const two = stored(create ?? ({} as never), 2);
    const empty = withAvailable({ ...one, spec: { ...one.spec, replicas: 0 } }, 0);
    const plan = planDeployment(deployment('x:1'), [empty, two], true);
    expect(plan.create).toBeUndefined();
    expect(plan.current?.metadata.name).toBe(one.metadata.name);
    expect(plan.revision).toBe(3);
  });

  test('keeps no more history than asked for', () => {
    let sets: ReplicaSet[] = [];
    for (const image of ['x:1', 'x:2', 'x:3', 'x:4']) {
      const { create } = planDeployment(deployment(image), sets, false);
      sets = sets.map((it) => withAvailable({ ...it, spec: { ...it.spec, replicas: 0 } }, 0));
      sets.push(stored(create ?? ({} as never), 2));
    }
    const plan = planDeployment(deployment('x:4', { revisionHistoryLimit: 1 }), sets, false);
    expect(plan.delete.map((it) => it.metadata.annotations?.[REVISION])).toEqual(['1', '2']);
  });

  test('Recreate waits until the last old pod is gone', () => {
    const next = deployment('x:2', { type: 'Recreate' });
    const old = firstReplicaSet(deployment('x:1', { type: 'Recreate' }));
    const first = planDeployment(next, [old], true);
    expect(first.create?.spec.replicas).toBe(0);
    const current = stored(first.create ?? ({} as never), 0);
    expect(countsOf(planDeployment(next, [old, current], true).update)).toEqual({ 'x:1': 0, 'x:2': 0 });
    const down = withAvailable({ ...old, spec: { ...old.spec, replicas: 0 } }, 0);
    expect(countsOf(planDeployment(next, [down, current], true).update)['x:2']).toBe(0);
    expect(countsOf(planDeployment(next, [down, current], false).update)['x:2']).toBe(2);
  });

  test('does not start while it is paused, but scales', () => {
    const old = firstReplicaSet(deployment('x:1'));
    const plan = planDeployment(deployment('x:2', { paused: true, replicas: 5 }), [old], true);
    expect(plan.create).toBeUndefined();
    expect(plan.revision).toBeUndefined();
    expect(countsOf(plan.update)).toEqual({ 'x:1': 5 });
  });

  test('never has fewer available or more pods than its bounds, and always ends', () => {
    const bound = fc.oneof(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 100 }).map((it) => `${it}%`),
    );
    const scenario = fc.record({
      replicas: fc.integer({ min: 1, max: 9 }),
      maxSurge: bound,
      maxUnavailable: bound,
      // How many of the pods that are not available yet become so after each step.
      pace: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(scenario, ({ pace, ...options }) => {
        const next = deployment('x:2', options);
        const { maxSurge, maxUnavailable } = rolloutBounds(next);
        let sets: readonly ReplicaSet[] = [firstReplicaSet(deployment('x:1', options))];
        for (let step = 0; step < 200; step += 1) {
          const plan = planDeployment(next, sets, true);
          const before = sets;
          const changed = (it: ReplicaSet) =>
            plan.update.find((next) => next.metadata.name === it.metadata.name) ?? it;
          sets = sets
            .map(changed)
            .map((it) => withAvailable(it, Math.min(it.spec.replicas, it.status?.availableReplicas ?? 0)));
          if (plan.create !== undefined) sets = [...sets, stored(plan.create)];
          const total = sets.reduce((sum, it) => sum + it.spec.replicas, 0);
          const available = sets.reduce((sum, it) => sum + (it.status?.availableReplicas ?? 0), 0);
          expect(total).toBeLessThanOrEqual(options.replicas + maxSurge);
          expect(available).toBeGreaterThanOrEqual(options.replicas - maxUnavailable);
          const done = countsOf(sets)['x:1'] === 0 && countsOf(sets)['x:2'] === options.replicas;
          if (done && before.length === sets.length) return;
          // At least one pod makes it in the end, else no rollout could.
          const more = step > 50 ? 1 : (pace[step % pace.length] ?? 0);
          sets = sets.map((it) =>
            withAvailable(it, Math.min(it.spec.replicas, (it.status?.availableReplicas ?? 0) + more)),
          );
        }
        throw new Error('the rollout did not end');
      }),
    );
  });
});
