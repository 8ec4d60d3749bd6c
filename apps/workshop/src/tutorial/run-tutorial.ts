import { awaitAnswers } from '../load/await-answers.ts';
import { epochNow } from '../load/judged-requests.ts';
import type { LoadReport } from '../load/load-report.ts';
import { type Load, startLoad } from '../load/start-load.ts';
import { awaitFirstAnswer, awaitWarmServices } from '../load/warm-up.ts';
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
  REQUIRED_REQUESTS,
  type RouteChangeReport,
  type RunSummary,
  type StepReport,
} from './summary/summary.ts';
import type { Tutorial } from './tutorial.ts';

/** Everything a run looks at, except what one step adds. */
type RunContext = Omit<CheckContext, 'output' | 'stepStartedAt' | 'load' | 'progress'>;

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

/** At most; a busy machine gets fewer. */
const REQUESTS_PER_SECOND = 120;
const NEW_CONNECTION_EVERY = 10;
/** Each step has at least so many answers of the load, so that what it has cost shows among them. */
const REQUESTS_PER_STEP = 50;

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
      const answered = load?.outcomes().length ?? 0;
      const before: WeightsByRoute =
        load === undefined ? new Map() : await readWeights(tutorial, context.appMesh);
      const stepStartedAt = epochNow();
      const script = await runStep(step, plan);
      if (firstAnswer === undefined) phases.push({ name: step.title, tookMs: epochNow() - stepStartedAt });
      if (step.file === tutorial.loadAfter && script.exitCode === 0) {
        const tookMs = await awaitFirstAnswer(context.loadBalancer, context.signal);
        phases.push({ name: 'first 200', tookMs });
        firstAnswer = { tookMs: epochNow() - plan.calledAt, phases };
        await awaitWarmServices(await context.loadBalancer(), {
          answer: tutorial.answer,
          signal: context.signal,
        });
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
        await awaitLoad(load, answered, REQUESTS_PER_STEP);
        const changes = { step: step.file, since: stepStartedAt, before, outcomes: load.outcomes() };
        routeChanges.push(...(await collectRouteChanges(tutorial, context, changes, context.signal)));
      }
      const report = stepReport(step, script, checks);
      steps.push(report);
      if (!report.passed) break;
      // Not before the checks have seen that everything is there: what is lost while services still start says nothing of the mesh.
      if (step.file === tutorial.loadAfter) load = await startBackgroundLoad();
      if (load !== undefined && step.file === tutorial.loadUntil) {
        loadReport = await stopLoad(load);
        load = undefined;
      }
    }
    const taught = steps.length === plan.teaching.length && steps.every((step) => step.passed);
    if (load !== undefined) loadReport = taught ? await stopLoad(load) : await load.stop();
    if (taught && plan.cleanUp.length > 0) {
      const cleaned = await cleanUpTutorial(plan);
      steps.push(...cleaned.steps);
      afterCleanUp = cleaned.afterCleanUp;
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
    tookMs: epochNow() - plan.calledAt,
    ...run,
    routeChanges,
    ...(firstAnswer === undefined ? {} : { firstAnswer }),
  };

  async function startBackgroundLoad(): Promise<Load> {
    const url = await context.loadBalancer();
    reporter.note(
      `background load: up to ${REQUESTS_PER_SECOND} requests/s to ${url.href} from here on, as many as the machine has room for`,
    );
    const options = {
      url: url.href,
      answer: tutorial.answer,
      requestsPerSecond: REQUESTS_PER_SECOND,
      newConnectionEvery: NEW_CONNECTION_EVERY,
    };
    return startLoad(options, (failure) => reporter.loadFailure(failure));
  }

  /** Only once it has sent enough to mean something. */
  async function stopLoad(running: Load): Promise<LoadReport> {
    await awaitLoad(running, 0, REQUIRED_REQUESTS);
    const report = await running.stop();
    reporter.note(
      `background load: ended, ${report.sent} requests sent, ${report.failed} lost, ${report.late} late`,
    );
    return report;
  }

  function awaitLoad(running: Load, from: number, wanted: number): Promise<void> {
    const onProgress = (come: number) =>
      reporter.note(`        ${come} of ${wanted} requests of the background load`);
    return awaitAnswers(running, from, wanted, { onProgress, signal: context.signal });
  }
}

/** Runs the clean-up steps, all of them whatever becomes of one, and checks that nothing is left. */
export async function cleanUpTutorial(
  plan: Omit<RunPlan, 'teaching' | 'calledAt' | 'phases'>,
): Promise<{ readonly steps: readonly StepReport[]; readonly afterCleanUp: readonly CheckReport[] }> {
  const stepStartedAt = epochNow();
  const steps: StepReport[] = [];
  let output = '';
  // Looked up while it is there, as the checks ask for its port afterwards.
  await plan.context.loadBalancer().catch(() => undefined);
  for (const step of plan.cleanUp) {
    const script = await runStep(step, plan);
    output += script.output;
    steps.push(stepReport(step, script, []));
  }
  const context = { output, stepStartedAt, load: undefined };
  return { steps, afterCleanUp: await runChecks(plan.tutorial.afterCleanUp, plan, context) };
}

interface StepScript {
  readonly exitCode: number;
  readonly output: string;
  readonly tookMs: number;
}

/** Runs the script of one step, without its checks; what it prints and a failure go to the reporter. */
export async function runStep(
  step: Step,
  plan: Pick<RunPlan, 'reporter' | 'environment' | 'directory' | 'context'>,
): Promise<StepScript> {
  plan.reporter.step(step);
  const startedAt = epochNow();
  const script = await runScript(step.path, {
    environment: plan.environment,
    directory: plan.directory,
    onOutput: (chunk) => plan.reporter.output(chunk),
    signal: plan.context.signal,
  });
  if (script.exitCode !== 0) plan.reporter.scriptFailed(step, script.exitCode);
  return { ...script, tookMs: epochNow() - startedAt };
}

async function runChecks(
  checks: readonly Check[],
  plan: Pick<RunPlan, 'reporter' | 'context'>,
  step: Pick<CheckContext, 'output' | 'stepStartedAt' | 'load'>,
): Promise<readonly CheckReport[]> {
  const reports: CheckReport[] = [];
  for (const check of checks) {
    const report = await runCheck(check, {
      ...plan.context,
      ...step,
      progress: (text) => plan.reporter.note(`        ${text}`),
    });
    plan.reporter.check(check, report);
    reports.push(report);
  }
  return reports;
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
