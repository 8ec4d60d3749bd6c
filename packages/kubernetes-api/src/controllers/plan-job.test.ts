import { describe, expect, test } from 'vitest';
import type { Pod, PodStatus } from '../objects/pod.ts';
import type { Job, JobStatus } from '../objects/workloads.ts';
import { planJob } from './plan-job.ts';

const NOW = Date.UTC(2026, 10, 20);
const START = '2026-11-20T00:00:00Z';
const metadata = { namespace: 'n', uid: 'u', resourceVersion: '1', generation: 1, creationTimestamp: START };

function job(spec: Partial<Job['spec']> = {}, status?: JobStatus): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, name: 'j' },
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 2,
      selector: {},
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'x' }] } },
      ...spec,
    },
    ...(status === undefined ? {} : { status }),
  };
}

function pods(...phases: NonNullable<PodStatus['phase']>[]): readonly Pod[] {
  return phases.map((phase, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name: `p${index}` },
    spec: { containers: [] },
    status: { phase },
  }));
}

describe('a job', () => {
  test('starts as many pods as run in parallel, and no more than are still needed', () => {
    expect(planJob(job({ parallelism: 3, completions: 5 }), [], NOW, 0).createCount).toBe(3);
    const started = pods('Succeeded', 'Succeeded', 'Succeeded', 'Succeeded');
    expect(planJob(job({ parallelism: 3, completions: 5 }), started, NOW, 0).createCount).toBe(1);
  });

  test('is complete when enough pods succeeded', () => {
    const { status, createCount } = planJob(job(), pods('Failed', 'Succeeded'), NOW, 0);
    expect(createCount).toBe(0);
    expect(status).toMatchObject({
      succeeded: 1,
      failed: 1,
      completionTime: START,
      conditions: [{ type: 'Complete', status: 'True' }],
    });
  });

  test('replaces a failed pod after a delay that doubles', () => {
    const one = planJob(job(), pods('Failed'), NOW, 10_000);
    expect(one).toMatchObject({ createCount: 0, requeueAfterMs: 10_000 });
    const two = planJob(job(), pods('Failed', 'Failed'), NOW, 10_000);
    expect(two.requeueAfterMs).toBe(20_000);
    expect(planJob(job(), pods('Failed'), NOW + 10_000, 10_000).createCount).toBe(1);
  });

  test('fails when more pods failed than it may retry, and stops the others', () => {
    const plan = planJob(job({ parallelism: 2 }), pods('Failed', 'Failed', 'Failed', 'Running'), NOW, 0);
    expect(plan.status.conditions?.[0]).toMatchObject({ type: 'Failed', reason: 'BackoffLimitExceeded' });
    expect(plan.deletePods.map((it) => it.metadata.name)).toEqual(['p3']);
  });

  test('fails when it takes longer than it may', () => {
    const late = planJob(
      job({ activeDeadlineSeconds: 5 }, { startTime: START }),
      pods('Running'),
      NOW + 5000,
      0,
    );
    expect(late.status.conditions?.[0]).toMatchObject({ type: 'Failed', reason: 'DeadlineExceeded' });
    const early = planJob(
      job({ activeDeadlineSeconds: 5 }, { startTime: START }),
      pods('Running'),
      NOW + 2000,
      0,
    );
    expect(early.requeueAfterMs).toBe(3000);
  });

  test('counts pods that somebody deleted after they ended', () => {
    expect(planJob(job({ completions: 2 }, { succeeded: 1 }), [], NOW, 0).createCount).toBe(1);
  });

  test('suspended runs nothing', () => {
    const plan = planJob(job({ suspend: true }), pods('Running'), NOW, 0);
    expect(plan.deletePods).toHaveLength(1);
    expect(plan.status.conditions?.[0]).toMatchObject({ type: 'Suspended', status: 'True' });
  });

  test('is deleted when its time after the end is over', () => {
    const ended = job(
      { ttlSecondsAfterFinished: 60 },
      { conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: START }] },
    );
    expect(planJob(ended, [], NOW + 59_000, 0)).toMatchObject({ deleteJob: false, requeueAfterMs: 1000 });
    expect(planJob(ended, [], NOW + 60_000, 0).deleteJob).toBe(true);
  });
});
