import type { Condition } from '../objects/kubernetes-object.ts';
import { isPodFinished, isPodReady, type Pod } from '../objects/pod.ts';
import type { Job, JobStatus } from '../objects/workloads.ts';
import { formatTime } from '../store/object-metadata.ts';

/** What a job needs done. */
export interface JobPlan {
  readonly createCount: number;
  readonly deletePods: readonly Pod[];
  /** Finished long enough ago (ttlSecondsAfterFinished). */
  readonly deleteJob: boolean;
  readonly status: JobStatus;
  readonly requeueAfterMs: number | undefined;
}

const MAX_RETRY_DELAY_MS = 10 * 60 * 1000;

/** The condition that ended the job, if any. */
export function jobOutcome(job: Job): Condition | undefined {
  return job.status?.conditions?.find(
    (it) => (it.type === 'Complete' || it.type === 'Failed') && it.status === 'True',
  );
}

function finishedAt(pod: Pod): number {
  const times = (pod.status?.containerStatuses ?? []).map((it) =>
    Date.parse(it.state?.terminated?.finishedAt ?? ''),
  );
  return Math.max(Date.parse(pod.metadata.creationTimestamp), ...times.filter((it) => !Number.isNaN(it)));
}

function restarts(pods: readonly Pod[]): number {
  return pods
    .flatMap((pod) => pod.status?.containerStatuses ?? [])
    .reduce((sum, it) => sum + it.restartCount, 0);
}

/** Why the job has failed, or undefined. */
function failure(
  job: Job,
  active: readonly Pod[],
  failed: number,
  nowMs: number,
): [reason: string, message: string] | undefined {
  const { backoffLimit, activeDeadlineSeconds, template } = job.spec;
  const retried = template.spec.restartPolicy === 'OnFailure' ? restarts(active) : 0;
  if (failed > backoffLimit || (retried > 0 && retried >= backoffLimit && backoffLimit > 0)) {
    return ['BackoffLimitExceeded', 'Job has reached the specified backoff limit'];
  }
  const { startTime } = job.status ?? {};
  if (activeDeadlineSeconds !== undefined && startTime !== undefined) {
    if (nowMs >= Date.parse(startTime) + activeDeadlineSeconds * 1000) {
      return ['DeadlineExceeded', 'Job was active longer than specified deadline'];
    }
  }
  return undefined;
}

function planFinished(job: Job, outcome: Condition, active: readonly Pod[], nowMs: number): JobPlan {
  const ttl = job.spec.ttlSecondsAfterFinished;
  const due =
    ttl === undefined ? undefined : Date.parse(outcome.lastTransitionTime ?? '') + ttl * 1000 - nowMs;
  return {
    createCount: 0,
    deletePods: active,
    deleteJob: due !== undefined && due <= 0,
    status: { ...job.status, active: 0, ready: 0 },
    requeueAfterMs: due === undefined ? undefined : Math.max(0, due),
  };
}

/**
 * Decides the next step of a job. `pods` are its own. A failed pod is replaced after `retryDelayMs`, doubled for each further failure.
 */
export function planJob(job: Job, pods: readonly Pod[], nowMs: number, retryDelayMs: number): JobPlan {
  const active = pods.filter((it) => !isPodFinished(it) && it.metadata.deletionTimestamp === undefined);
  const outcome = jobOutcome(job);
  if (outcome !== undefined) return planFinished(job, outcome, active, nowMs);

  // Pods that somebody deleted after they ended still count.
  const succeeded = Math.max(
    job.status?.succeeded ?? 0,
    pods.filter((it) => it.status?.phase === 'Succeeded').length,
  );
  const failedPods = pods.filter((it) => it.status?.phase === 'Failed');
  const failed = Math.max(job.status?.failed ?? 0, failedPods.length);
  const now = formatTime(nowMs);
  const suspended = job.spec.suspend === true;
  const base: JobStatus = {
    active: active.length,
    ready: active.filter(isPodReady).length,
    succeeded,
    failed,
    ...(suspended ? {} : { startTime: job.status?.startTime ?? now }),
  };
  const end = (type: 'Complete' | 'Failed', reason: string, message: string): JobPlan => ({
    createCount: 0,
    deletePods: active,
    deleteJob: false,
    requeueAfterMs: undefined,
    status: {
      ...base,
      active: 0,
      ready: 0,
      ...(type === 'Complete' ? { completionTime: now } : {}),
      conditions: [{ type, status: 'True', reason, message, lastProbeTime: now, lastTransitionTime: now }],
    },
  });
  if (suspended) {
    const condition: Condition = {
      type: 'Suspended',
      status: 'True',
      reason: 'JobSuspended',
      message: 'Job suspended',
      lastTransitionTime:
        job.status?.conditions?.find((it) => it.type === 'Suspended')?.lastTransitionTime ?? now,
    };
    const status = { ...base, active: 0, ready: 0, conditions: [condition] };
    return { createCount: 0, deletePods: active, deleteJob: false, status, requeueAfterMs: undefined };
  }
  const { completions, parallelism, activeDeadlineSeconds } = job.spec;
  const reached = completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions;
  if (reached) return end('Complete', 'CompletionsReached', 'Reached expected number of succeeded pods');
  const broken = failure(job, active, failed, nowMs);
  if (broken !== undefined) return end('Failed', ...broken);

  const wanted =
    completions === undefined
      ? succeeded > 0
        ? 0
        : parallelism
      : Math.min(parallelism, completions - succeeded);
  const missing = Math.max(0, wanted - active.length);
  const delay = failed === 0 ? 0 : Math.min(MAX_RETRY_DELAY_MS, retryDelayMs * 2 ** (failed - 1));
  const wait = failedPods.length === 0 ? 0 : Math.max(...failedPods.map(finishedAt)) + delay - nowMs;
  const deadline =
    activeDeadlineSeconds === undefined
      ? undefined
      : Date.parse(base.startTime ?? now) + activeDeadlineSeconds * 1000 - nowMs;
  const waits = [missing > 0 && wait > 0 ? wait : undefined, deadline].filter((it) => it !== undefined);
  return {
    createCount: wait > 0 ? 0 : missing,
    deletePods: active.slice(wanted),
    deleteJob: false,
    status: { ...base, conditions: [] },
    requeueAfterMs: waits.length === 0 ? undefined : Math.max(0, Math.min(...waits)),
  };
}
