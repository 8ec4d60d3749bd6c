import type { ProcessIdentity } from '@mesh-workshop/process-lock';

/** Variable that every process of a pod carries, so that it is found again wherever it has gone (a session of its own, for instance). */
export const RUN_MARK_VARIABLE = 'WORKSHOP_RUN_MARK';

/** The value of that variable for the pods of a supervisor: one that no later supervisor has. */
export function runMarkOf({ pid, startTicks }: ProcessIdentity): string {
  return `${pid}-${startTicks ?? '0'}`;
}
