import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHECKOUT } from '../checkout.ts';
import { letLoopbackGoDirect } from '../environment/environment-variables.ts';
import { endGroup } from '../processes/process-group.ts';
import { sharedPaths } from '../state/workshop-paths.ts';
import { describeMissingTool, obtainTools, TOOL_RECIPES } from '../tools/obtain-tools.ts';
import { detectPlatform } from '../tools/pins.ts';
import type { ToolName } from '../tools/tool.ts';
import { makeTestDirectory, type TestDirectory } from './test-directory.ts';
import {
  findForbiddenSkips,
  formatSkipped,
  formatTotals,
  parseAllowedSkips,
  type TestOutcome,
} from './test-outcome.ts';

/** How tests learn where a tool is. */
const VARIABLES: Readonly<Record<ToolName, string>> = {
  envoy: 'ENVOY_BIN',
  kubectl: 'KUBECTL_BIN',
  helm: 'HELM_BIN',
  aws: 'AWS_BIN',
  shellcheck: 'SHELLCHECK_BIN',
};
/** What `eval "$(./workshop env)"` or a running environment may have left in the shell. */
const NOT_INHERITED = [
  'WORKSHOP_STATE_DIR',
  'WORKSHOP_BASE_PORT',
  'KUBECONFIG',
  'AWS_ENDPOINT_URL_APP_MESH',
  'HELM_CACHE_HOME',
  'HELM_CONFIG_HOME',
  'HELM_DATA_HOME',
];
const REPORTER = fileURLToPath(new URL('./results-reporter.ts', import.meta.url));
const TABLE_REPORTER = fileURLToPath(new URL('./table-reporter.ts', import.meta.url));
const ALLOWED_SKIPS = path.join(CHECKOUT, '.ci/allowed-skips');

/** Which tests, and how strictly. */
export interface CheckOptions {
  /** names or paths of test files; with any, lint and the other checks are left out */
  readonly filters: readonly string[];
  /** show one line a test in place of Vitest's own report */
  readonly table: boolean;
  /** which skips are no failure: all, those in .ci/allowed-skips, or none */
  readonly skips: 'any' | 'listed' | 'none';
  readonly environment: NodeJS.ProcessEnv;
  /** Ends what is running, with everything that it started; the call then rejects. */
  readonly signal: AbortSignal;
}

/** Vitest and its workers end at once; what their tests started gets this long. */
const GRACE_MS = 5000;

/**
 * Runs everything that decides whether this checkout is good: lint, types, dead code, all tests, with the tools found or downloaded first. All of them run,
 * also after one failed. Output goes to the terminal; the last line is `Tests: N passed, N failed, N skipped`. Gives whether all is well.
 */
export async function runChecks(options: CheckOptions): Promise<boolean> {
  const directory = await makeTestDirectory();
  try {
    const environment = await prepareEnvironment({ ...options.environment, TMPDIR: directory.path });
    return await runAll(options, environment, directory);
  } finally {
    await directory.remove();
  }
}

async function runAll(
  options: CheckOptions,
  environment: NodeJS.ProcessEnv,
  directory: TestDirectory,
): Promise<boolean> {
  const failed: string[] = [];
  const check = async (name: string, command: string, args: readonly string[]) => {
    heading(name);
    const started = Date.now();
    const code = await run(
      path.join(CHECKOUT, 'node_modules/.bin', command),
      args,
      environment,
      options.signal,
    );
    process.stdout.write(
      `${name}: ${code === 0 ? 'ok' : 'failed'} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`,
    );
    if (code !== 0) failed.push(name);
  };

  if (options.filters.length === 0) {
    await check('lint', 'biome', ['check', '--error-on-warnings', '.']);
    await check('types', 'tsc', ['-b']);
    await check('dead code', 'knip', []);
  }
  const results = path.join(directory.path, 'test-results.json');
  environment.WORKSHOP_TEST_RESULTS = results;
  await check('tests', 'vitest', [
    'run',
    `--reporter=${options.table ? TABLE_REPORTER : 'default'}`,
    `--reporter=${REPORTER}`,
    ...options.filters,
  ]);
  const outcomes = readOutcomes(results);
  const left = await directory.remove();
  if (left.length > 0) {
    failed.push('environments left running');
    process.stdout.write(`\nTests left these environments running; they are stopped: ${left.join(', ')}\n`);
  }

  const skipped = formatSkipped(outcomes);
  if (skipped !== '') process.stdout.write(`\nSkipped:\n${skipped}`);
  const allowed = options.skips === 'none' ? '' : readFileSync(ALLOWED_SKIPS, 'utf8');
  const forbidden = options.skips === 'any' ? [] : findForbiddenSkips(outcomes, parseAllowedSkips(allowed));
  if (forbidden.length > 0) {
    failed.push('skips');
    process.stdout.write(
      '\nThese must not be skipped here (.ci/allowed-skips lists what may be, with CI=true):\n',
    );
    for (const { file, test } of forbidden) process.stdout.write(`  ${file} > ${test}\n`);
  }
  process.stdout.write(failed.length === 0 ? '\nEverything is fine.\n' : `\nFailed: ${failed.join(', ')}.\n`);
  process.stdout.write(`${formatTotals(outcomes)}\n`);
  return failed.length === 0;
}

/** What the tests get: the tools by variable and on PATH, and nothing of an environment that is up. */
async function prepareEnvironment(environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  heading('tools');
  const paths = sharedPaths(environment);
  const { found, missing } = await obtainTools(
    {
      paths,
      environment,
      platform: detectPlatform(),
      report: (line) => process.stdout.write(`${line}\n`),
    },
    Object.keys(TOOL_RECIPES) as ToolName[],
  );
  for (const { name, version, path: file } of Object.values(found)) {
    process.stdout.write(`${name} ${version}  ${file}\n`);
  }
  for (const { tool, problem } of missing) process.stdout.write(`${describeMissingTool(tool, problem)}\n`);
  const inherited = Object.entries(environment).filter(([name]) => !NOT_INHERITED.includes(name));
  return {
    ...Object.fromEntries(inherited),
    // Tests ask their own servers with curl and aws.
    ...letLoopbackGoDirect(environment),
    ...Object.fromEntries(Object.values(found).map((tool) => [VARIABLES[tool.name], tool.path])),
    PATH: [paths.bin, environment.PATH ?? ''].join(path.delimiter),
  };
}

function heading(text: string): void {
  process.stdout.write(`\n== ${text}\n`);
}

/** In a process group of its own, so that it can be ended with the Envoys and servers that its tests have started. */
async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(command, args, {
    cwd: CHECKOUT,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let ending: Promise<void> | undefined;
  const end = () => {
    ending = endGroup(child.pid, GRACE_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    const code = await new Promise<number>((resolve) => {
      child.once('error', (error) => {
        process.stdout.write(`${command}: ${error.message}\n`);
        resolve(127);
      });
      child.once('exit', (exit) => resolve(exit ?? 1));
    });
    await ending;
    signal.throwIfAborted();
    return code;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function readOutcomes(file: string): readonly TestOutcome[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TestOutcome[];
  } catch {
    // Vitest did not get as far; its check has failed already.
    return [];
  }
}
