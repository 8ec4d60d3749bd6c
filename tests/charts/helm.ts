import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findTool } from '../find-tool.ts';
import { ROOT } from '../repository.ts';

export const HELM = findTool('helm', 'HELM_BIN');
export const HELM_MISSING = 'helm is neither in HELM_BIN nor on the PATH';

export interface HelmOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real helm in the checkout; a failure is an outcome, not an exception. */
export function runHelm(...args: readonly string[]): Promise<HelmOutcome> {
  return new Promise((resolve) => {
    execFile(HELM ?? 'helm', args, { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

/** A rendered Kubernetes object. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [member: string]: unknown;
}

/** What `helm template` makes of a chart; values are JSON, set one by one. */
export async function renderChart(
  chart: string,
  values: Readonly<Record<string, unknown>> = {},
  release: string = chart,
): Promise<readonly Rendered[]> {
  const outcome = await runHelm('template', release, join('charts', chart), ...setJson(values));
  if (outcome.exitCode !== 0) throw new Error(outcome.stderr);
  return parseAllDocuments(outcome.stdout).map((document) => document.toJS() as Rendered);
}

/** helm's arguments that set values, whatever their type. */
export function setJson(values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) => ['--set-json', `${key}=${JSON.stringify(value)}`]);
}
