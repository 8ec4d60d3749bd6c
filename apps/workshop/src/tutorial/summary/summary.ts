import type { LoadReport } from '../../load/load-report.ts';
import type { Measurement } from '../compare-shares.ts';
import type { ChangeTiming } from '../time-route-change.ts';

/** What one check expected and saw. */
export interface CheckReport {
  readonly title: string;
  readonly passed: boolean;
  readonly expected: string;
  readonly seen: string;
  readonly tookMs: number;
  readonly measurement?: Measurement;
}

/** One step: its script and the checks after it. */
export interface StepReport {
  /** `07-canary-product.sh` */
  readonly file: string;
  readonly passed: boolean;
  readonly exitCode: number;
  /** The script alone, without the checks. */
  readonly tookMs: number;
  readonly checks: readonly CheckReport[];
}

/** One write to a route, and how fast it was. */
export interface RouteChangeReport extends ChangeTiming {
  readonly step: string;
  /** `mesh/demomesh/virtualRouter/product-vr/route/product-r` */
  readonly resource: string;
  readonly operation: string;
  /** Epoch milliseconds, by the control plane's clock. */
  readonly answeredAt: number;
  readonly lastAckAt?: number;
  /** Sidecars concerned. */
  readonly proxies: number;
}

/** A stretch on the way to the first answer. */
export interface Phase {
  readonly name: string;
  readonly tookMs: number;
}

/** Everything a run of a tutorial has shown; `run --json FILE` writes it as it is. Times are milliseconds. */
export interface RunSummary {
  readonly tutorial: string;
  readonly passed: boolean;
  /** Why it did not pass, for people; empty when it did. */
  readonly problems: readonly string[];
  /** ISO 8601 */
  readonly startedAt: string;
  readonly tookMs: number;
  readonly steps: readonly StepReport[];
  /** The checks after the last clean-up step; absent without `--clean-up`. */
  readonly afterCleanUp?: readonly CheckReport[];
  /** Absent when the run ended before the load had begun. */
  readonly load?: LoadReport;
  readonly routeChanges: readonly RouteChangeReport[];
  /** From the call of the command to the first 200 through the load balancer; absent when there was none. */
  readonly firstAnswer?: { readonly tookMs: number; readonly phases: readonly Phase[] };
}

/**
 * The load must have sent so many requests to prove anything; how fast is up to the machine. When none of 1,000 is lost, fewer than 0.3 % are
 * (the rule of three, at 95 %).
 */
export const REQUIRED_REQUESTS = 1000;

/** What of a run did not hold, one line each. */
export function problemsOf(run: Pick<RunSummary, 'steps' | 'afterCleanUp' | 'load'>): readonly string[] {
  const problems: string[] = [];
  for (const step of run.steps) {
    if (step.exitCode !== 0) problems.push(`${step.file} ended with exit code ${step.exitCode}`);
    for (const check of step.checks)
      if (!check.passed) problems.push(`${step.file}: not true that ${check.title}`);
  }
  for (const check of run.afterCleanUp ?? []) {
    if (!check.passed) problems.push(`after the clean-up: not true that ${check.title}`);
  }
  if (run.load !== undefined) {
    const { failed, sent } = run.load;
    if (failed > 0) problems.push(`${failed} of ${sent} requests of the background load were lost`);
    if (sent < REQUIRED_REQUESTS && run.steps.every((step) => step.passed)) {
      problems.push(`the background load sent ${sent} requests; ${REQUIRED_REQUESTS} are needed`);
    }
  }
  return problems;
}
