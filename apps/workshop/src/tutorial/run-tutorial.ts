import { setTimeout as pause } from 'node:timers/promises';
import type { LoadReport } from '../load/load-report.ts';
import { requestOnce } from '../load/request-once.ts';
import { type Load, startLoad } from '../load/start-load.ts';
import type { Check, CheckContext } from './checks/check.ts';
import { runCheck } from './checks/run-check.ts';
import { collectRouteChanges, readWeights, type WeightsByRoute } from './collect-route-changes.ts';
import type { RunReporter } from './run-reporter.ts';
import type { Step } from './steps/list-steps.ts';
import { runScript } from './steps/run-script.ts';
import {
  type CheckReport,
  type Phase,
  problemsOf,
  type RouteChangeReport,
  type RunSummary,
  type StepReport,
} from './summary/summary.ts';
import type { Tutorial } from './tutorial.ts';

/** Everything a run looks at, except what one step adds. */
type RunContext = Omit<CheckContext, 'output' | 'stepStartedAt' | 'load'>;

/** A run of a tutorial on a running environment. */
export interface RunPlan {
  readonly tutorial: Tutorial;
  readonly teaching: readonly Step[];
  /** Run after the teaching steps; empty to leave everything running. */
  readonly cleanUp: readonly Step[];
  readonly context: RunContext;
  /** The working directory and variables of the scripts. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** When the command was called (epoch ms), and what has passed since, by phase. */
  readonly calledAt: number;
  readonly phases: readonly Phase[];
  readonly reporter: RunReporter;
}

/** Above what must be reached, so that a busy machine does not fall below it. */
const REQUESTS_PER_SECOND = 120;
const REQUEST_TIMEOUT_MS = 2000;
const NEW_CONNECTION_EVERY = 10;
const FIRST_ANSWER_LIMIT_MS = 60_000;

/** Runs the steps in order, checks each, and sums up; stops after the first step that does not hold. */
export async function runTutorial(plan: RunPlan): Promise<RunSummary> {
  const { tutorial, context, reporter } = plan;
  const steps: StepReport[] = [];
  const routeChanges: RouteChangeReport[] = [];
  const phases = [...plan.phases];
  let firstAnswer: RunSummary['firstAnswer'];
  let load: Load | undefined;
  let loadReport: LoadReport | undefined;
  let afterCleanUp: readonly CheckReport[] | undefined;

  try {
    for (const step of plan.teaching) {
      const before: WeightsByRoute =
        load === undefined ? new Map() : await readWeights(tutorial, context.appMesh);
      const stepStartedAt = now();
      const script = await runStep(step, plan);
      if (firstAnswer === undefined) phases.push({ name: step.title, tookMs: now() - stepStartedAt });
      if (step.file === tutorial.loadAfter && script.exitCode === 0) {
        const tookMs = await waitForFirstAnswer(context);
        phases.push({ name: 'first 200', tookMs });
        firstAnswer = { tookMs: now() - plan.calledAt, phases };
        load = await startBackgroundLoad(plan);
      }
      const checks =
        script.exitCode === 0
          ? await runChecks(tutorial.checks[step.file] ?? [], plan, {
              output: script.output,
              stepStartedAt,
              load,
            })
          : [];
      if (load !== undefined) {
        const changes = { step: step.file, since: stepStartedAt, before, outcomes: load.outcomes() };
        routeChanges.push(...(await collectRouteChanges(tutorial, context, changes, context.signal)));
      }
      if (load !== undefined && step.file === tutorial.loadUntil) {
        loadReport = await load.stop();
        load = undefined;
        reporter.note(
          `background load: ended, ${loadReport.sent} requests sent, ${loadReport.failed} failed`,
        );
      }
      steps.push(stepReport(step, script, checks));
      if (steps.at(-1)?.passed === false) break;
    }
    loadReport ??= await load?.stop();
    const taught = steps.length === plan.teaching.length && steps.every((step) => step.passed);
    if (taught && plan.cleanUp.length > 0) {
      const stepStartedAt = now();
      let output = '';
      for (const step of plan.cleanUp) {
        const script = await runStep(step, plan);
        output += script.output;
        steps.push(stepReport(step, script, []));
      }
      afterCleanUp = await runChecks(tutorial.afterCleanUp, plan, { output, stepStartedAt, load: undefined });
    }
  } finally {
    load?.kill();
  }
  const run = {
    steps,
    ...(afterCleanUp === undefined ? {} : { afterCleanUp }),
    ...(loadReport === undefined ? {} : { load: loadReport }),
  };
  const problems = problemsOf(run);
  return {
    tutorial: tutorial.name,
    passed: problems.length === 0,
    problems,
    startedAt: new Date(plan.calledAt).toISOString(),
    tookMs: now() - plan.calledAt,
    ...run,
    routeChanges,
    ...(firstAnswer === undefined ? {} : { firstAnswer }),
  };

  async function startBackgroundLoad({ context: { loadBalancer } }: RunPlan): Promise<Load> {
    const url = await loadBalancer();
    reporter.note(`background load: ${REQUESTS_PER_SECOND} requests/s to ${url.href} from here on`);
    const options = {
      url: url.href,
      answer: tutorial.answer,
      requestsPerSecond: REQUESTS_PER_SECOND,
      newConnectionEvery: NEW_CONNECTION_EVERY,
      timeoutMs: REQUEST_TIMEOUT_MS,
    };
    return startLoad(options, (failure) => reporter.loadFailure(failure));
  }
}

interface StepScript {
  readonly exitCode: number;
  readonly output: string;
  readonly tookMs: number;
}

async function runStep(step: Step, plan: RunPlan): Promise<StepScript> {
  plan.reporter.step(step);
  const startedAt = now();
  const script = await runScript(step.path, {
    environment: plan.environment,
    directory: plan.directory,
    onOutput: (chunk) => plan.reporter.output(chunk),
    signal: plan.context.signal,
  });
  if (script.exitCode !== 0) plan.reporter.scriptFailed(step, script.exitCode);
  return { ...script, tookMs: now() - startedAt };
}

async function runChecks(
  checks: readonly Check[],
  plan: RunPlan,
  step: Pick<CheckContext, 'output' | 'stepStartedAt' | 'load'>,
): Promise<readonly CheckReport[]> {
  const reports: CheckReport[] = [];
  for (const check of checks) {
    const report = await runCheck(check, { ...plan.context, ...step });
    plan.reporter.check(check, report);
    reports.push(report);
  }
  return reports;
}

/** How long it took until the load balancer answered 200 for the first time. */
async function waitForFirstAnswer(context: RunContext): Promise<number> {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  let seen = 'the load balancer has no address';
  while (elapsed() < FIRST_ANSWER_LIMIT_MS) {
    try {
      const url = await context.loadBalancer();
      const exchange = await requestOnce(url, {
        agent: false,
        timeoutMs: REQUEST_TIMEOUT_MS,
        signal: context.signal,
      });
      if (exchange.answered && exchange.status === 200) return elapsed();
      seen = exchange.answered ? `status ${exchange.status}` : exchange.reason;
    } catch (error) {
      seen = error instanceof Error ? error.message : String(error);
    }
    await pause(20, undefined, { signal: context.signal });
  }
  throw new Error(
    `no 200 through the load balancer within ${FIRST_ANSWER_LIMIT_MS / 1000} s; last seen: ${seen}`,
  );
}

function stepReport(step: Step, script: StepScript, checks: readonly CheckReport[]): StepReport {
  return {
    file: step.file,
    passed: script.exitCode === 0 && checks.every((check) => check.passed),
    exitCode: script.exitCode,
    tookMs: script.tookMs,
    checks,
  };
}

/** Epoch milliseconds with a fraction. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
