import { formatBusyness } from '../../load/busyness.ts';
import { REQUEST_LIMITS } from '../../load/load-outcome.ts';
import { formatShares } from '../compare-shares.ts';
import type { CheckReport, RouteChangeReport, RunSummary } from './summary.ts';

const LABEL_WIDTH = 15;
/** Failures shown on the terminal; the JSON file has more of them. */
const SHOWN_FAILURES = 5;

/** The summary as lines of plain text. */
export function renderSummary(summary: RunSummary): readonly string[] {
  return [
    `${summary.tutorial} tutorial: ${summary.passed ? 'passed' : 'FAILED'}`,
    ...summary.problems.map((problem) => `  ${problem}`),
    '',
    ...renderCounts(summary),
    ...renderLoad(summary),
    ...renderFirstAnswer(summary),
    ...renderMeasurements(summary),
    ...renderRouteChanges(summary.routeChanges),
  ];
}

function renderCounts(summary: RunSummary): readonly string[] {
  const checks = [...summary.steps.flatMap((step) => step.checks), ...(summary.afterCleanUp ?? [])];
  const passedSteps = summary.steps.filter((step) => step.passed).length;
  return [
    row('steps', `${passedSteps} of ${summary.steps.length} passed, in ${seconds(summary.tookMs)}`),
    row('checks', `${checks.filter((check) => check.passed).length} of ${checks.length} passed`),
  ];
}

function renderLoad({ load }: RunSummary): readonly string[] {
  if (load === undefined) return [];
  const latency =
    load.p50Ms === undefined || load.p99Ms === undefined
      ? ''
      : `; p50 ${milliseconds(load.p50Ms)}, p99 ${milliseconds(load.p99Ms)}`;
  const heldBack = load.heldBack === 0 ? '' : ` (${load.heldBack} held back while answers were slow)`;
  return [
    row(
      'load',
      `${load.sent} requests sent = ${load.ok} ok + ${load.failed} lost, ${load.requestsPerSecond.toFixed(1)}/s${heldBack}, ` +
        `${load.newConnections} on connections of their own${latency}`,
    ),
    row('late', renderLate(load)),
    ...load.failures.slice(0, SHOWN_FAILURES).map((failure) => {
      const body = failure.body === undefined ? '' : `: ${JSON.stringify(failure.body)}`;
      return row('', `${new Date(failure.sentAt).toISOString()} ${failure.reason}${body}`);
    }),
  ];
}

function renderLate({ late, ok, busynessWhenLate }: NonNullable<RunSummary['load']>): string {
  const limit = `${REQUEST_LIMITS.lateAfterMs / 1000} s`;
  return late === 0
    ? `none: every right answer came within ${limit}`
    : `${late} of ${ok} right answers came after more than ${limit}, on a busy machine: ${formatBusyness(busynessWhenLate)}`;
}

function renderFirstAnswer({ firstAnswer }: RunSummary): readonly string[] {
  if (firstAnswer === undefined) return [];
  const phases = firstAnswer.phases.map((phase) => `${phase.name} ${seconds(phase.tookMs)}`).join(', ');
  return [row('first 200', `after ${seconds(firstAnswer.tookMs)}: ${phases}`)];
}

function renderMeasurements(summary: RunSummary): readonly string[] {
  const measured = summary.steps.flatMap((step) =>
    step.checks.flatMap((check: CheckReport) =>
      check.measurement === undefined ? [] : [{ step: step.file, ...check.measurement }],
    ),
  );
  return measured.map(({ step, service, expected, measured: seen, requests }, index) =>
    row(
      index === 0 ? 'shares' : '',
      `${service} ${formatShares(seen)} of ${requests} requests; promised ${formatShares(expected)} (${step})`,
    ),
  );
}

function renderRouteChanges(changes: readonly RouteChangeReport[]): readonly string[] {
  return changes.map((change, index) => {
    const facts = [
      change.lastAckMs === undefined
        ? change.proxies === 0
          ? 'no sidecar concerned'
          : 'not acknowledged by every sidecar'
        : `last sidecar's ACK after ${milliseconds(change.lastAckMs)}`,
    ];
    if (change.firstShownMs !== undefined)
      facts.push(`first response that shows it after ${milliseconds(change.firstShownMs)}`);
    if (change.lastOldMs !== undefined) facts.push(`last old one after ${milliseconds(change.lastOldMs)}`);
    const route = change.resource.split('/').at(-1) ?? change.resource;
    return row(index === 0 ? 'route changes' : '', `${change.step}, ${route}: ${facts.join(', ')}`);
  });
}

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(Math.abs(value) < 10 ? 1 : 0)} ms`;
}

function seconds(value: number): string {
  return `${(value / 1000).toFixed(1)} s`;
}
