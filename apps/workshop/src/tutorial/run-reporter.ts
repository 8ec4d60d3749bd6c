import path from 'node:path';
import pc from 'picocolors';
import type { LoadFailure } from '../load/load-outcome.ts';
import type { Check } from './checks/check.ts';
import type { Step } from './steps/list-steps.ts';
import type { CheckReport } from './summary/summary.ts';

/** Tells a person what a run is doing. */
export interface RunReporter {
  step(step: Step): void;
  output(chunk: string): void;
  scriptFailed(step: Step, exitCode: number): void;
  check(check: Check, report: CheckReport): void;
  note(text: string): void;
  loadFailure(failure: LoadFailure): void;
}

const HEADER_WIDTH = 100;
/** Lost requests told as they happen; the summary counts them all. */
const TOLD_FAILURES = 10;

/** Writes to the stream, in colors where the stream shows them and NO_COLOR is not set. */
export function createRunReporter(
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>,
  logs: string,
  environment: NodeJS.ProcessEnv = process.env,
): RunReporter {
  const colors = pc.createColors(stream.isTTY === true && !environment.NO_COLOR);
  let failuresTold = 0;
  let atLineStart = true;
  const print = (line: string) => {
    if (!atLineStart) stream.write('\n');
    stream.write(`${line}\n`);
    atLineStart = true;
  };
  return {
    step(step) {
      const title = `${String(step.number).padStart(2, '0')}  ${step.title}  (${step.file}) `;
      print(`\n${colors.bold(title.padEnd(HEADER_WIDTH, '─'))}`);
    },
    output(chunk) {
      stream.write(chunk);
      atLineStart = chunk.endsWith('\n');
    },
    scriptFailed(step, exitCode) {
      print(`${colors.red('FAILED')}  ${step.file} ended with exit code ${exitCode}; what it said is above`);
      print(`        logs: ${logs}`);
    },
    check(check, report) {
      if (report.passed) {
        print(`${colors.green('    ok')}  ${report.title}${colors.dim(detail(report))}`);
        return;
      }
      print(`${colors.red('FAILED')}  ${report.title}`);
      print(`        expected: ${indent(report.expected)}`);
      print(`        seen:     ${indent(report.seen)}`);
      print(`        look at:  ${check.lookAt.map((where) => place(where, logs)).join('; ')}`);
    },
    note(text) {
      print(colors.dim(text));
    },
    loadFailure(failure) {
      failuresTold += 1;
      if (failuresTold > TOLD_FAILURES) return;
      const body = failure.body === undefined ? '' : `: ${JSON.stringify(failure.body)}`;
      print(
        `${colors.red('  LOST')}  background load, ${new Date(failure.sentAt).toISOString()}: ${failure.reason}${body}`,
      );
      if (failuresTold === TOLD_FAILURES) print('        further ones are counted, not printed');
    },
  };
}

/** Measured shares are worth seeing even when they are as they should be. */
function detail(report: CheckReport): string {
  return report.measurement === undefined ? '' : `: ${report.seen}`;
}

function indent(text: string): string {
  return text.replaceAll('\n', `\n${' '.repeat(18)}`);
}

/** Log files and directories are named by where they lie. */
function place(where: string, logs: string): string {
  return where.endsWith('.log') || where.endsWith('/') ? path.join(logs, where) : where;
}
