import { setTimeout as pause } from 'node:timers/promises';
import type { CheckReport } from '../summary/summary.ts';
import type { Check, CheckContext, Look } from './check.ts';

const LOOK_AGAIN_MS = 100;

/** Looks until the check holds, cannot hold any more, or its time is over; the last look is the report. */
export async function runCheck(check: Check, context: CheckContext): Promise<CheckReport> {
  const startedAt = performance.now();
  let look = await lookSafely(check, context);
  while (!look.passed && look.final !== true && performance.now() - startedAt < check.withinMs) {
    await pause(LOOK_AGAIN_MS, undefined, { signal: context.signal });
    look = await lookSafely(check, context);
  }
  return {
    title: check.title,
    passed: look.passed,
    expected: look.expected,
    seen: look.seen,
    tookMs: performance.now() - startedAt,
    ...(look.measurement === undefined ? {} : { measurement: look.measurement }),
  };
}

/** Whatever keeps a check from looking is what it has seen. */
async function lookSafely(check: Check, context: CheckContext): Promise<Look> {
  try {
    return await check.look(context);
  } catch (error) {
    context.signal.throwIfAborted();
    return {
      passed: false,
      expected: check.title,
      seen: error instanceof Error ? error.message : String(error),
    };
  }
}
