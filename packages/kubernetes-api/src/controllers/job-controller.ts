import { JOBS, PODS } from '../objects/kinds.ts';
import type { Job } from '../objects/workloads.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { type Controller, isChangeOf, keyOf, type ReconcileKey, splitKey } from './control-loop.ts';
import { createPods, RETRY_REFUSED_MS } from './create-pods.ts';
import { controllerOf, isControlledBy } from './ownership.ts';
import { jobOutcome, planJob } from './plan-job.ts';
import { recordEvent } from './record-event.ts';

const COMPONENT = 'job-controller';

function announceOutcome(store: MemoryObjectStore, job: Job): void {
  const outcome = jobOutcome(job);
  if (outcome === undefined) return;
  const completed = outcome.type === 'Complete';
  recordEvent(store, job, {
    type: completed ? 'Normal' : 'Warning',
    reason: completed ? 'Completed' : (outcome.reason ?? 'Failed'),
    message: completed ? 'Job completed' : (outcome.message ?? ''),
    component: COMPONENT,
  });
}

/** Runs the pods of jobs until enough of them succeeded or too many failed. */
export function jobController(store: MemoryObjectStore, retryDelayMs: number): Controller {
  return {
    name: 'job',
    initialKeys: () => store.list(JOBS).map(keyOf),
    keysOf: (entry): readonly ReconcileKey[] => {
      if (isChangeOf(entry, JOBS)) return [keyOf(entry.object)];
      const owner = isChangeOf(entry, PODS) ? controllerOf(entry.object) : undefined;
      return owner?.kind === 'Job' ? [`${entry.object.metadata.namespace}/${owner.name}`] : [];
    },
    reconcile: (key) => {
      const { namespace, name } = splitKey(key);
      const job = store.get(JOBS, namespace, name);
      if (job === undefined || job.metadata.deletionTimestamp !== undefined) return undefined;
      const pods = store.list(PODS, { namespace }).filter((it) => isControlledBy(it, job));
      const plan = planJob(job, pods, store.now(), retryDelayMs);
      for (const pod of plan.deletePods) store.delete(PODS, namespace, pod.metadata.name);
      if (plan.deleteJob) {
        store.delete(JOBS, namespace, name);
        return undefined;
      }
      const { template } = job.spec;
      const refusal = createPods(store, job, { template, count: plan.createCount, component: COMPONENT });
      const written = store.modifyStatus(JOBS, namespace, name, () => plan.status);
      if (jobOutcome(job) === undefined && written !== undefined) announceOutcome(store, written);
      return refusal === undefined ? plan.requeueAfterMs : RETRY_REFUSED_MS;
    },
  };
}
