import type { ApiModel } from './api-model.ts';
import type { AwsCli } from './aws-cli.ts';
import { CASES, type Case, type RawRequest } from './cases.ts';
import { call, isException } from './client.ts';
import { differences } from './conforms.ts';
import type { Worlds } from './worlds.ts';

/** What came of one outcome of one operation. */
export interface Cell {
  readonly operation: string;
  /** `success`, `aws CLI`, or the name of an error. */
  readonly outcome: string;
  readonly result: 'passed' | 'impossible' | 'failed';
  /** Why it failed, or why no client can cause it. */
  readonly reason?: string;
}

/** The outcome of the same call through the CLI, with its signature checked. */
export const CLI_OUTCOME = 'aws CLI';

/**
 * Runs every operation of the model with every outcome that the model declares for it, one after the other. What there is no case for has
 * failed. Without a CLI there are no {@link CLI_OUTCOME}s.
 */
export async function runConformance(
  model: ApiModel,
  worlds: Worlds,
  cli: AwsCli | undefined,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  const operations = Object.keys(model.operations);
  for (const operation of operations)
    for (const outcome of ['success', ...errorsOf(model, operation)])
      cells.push(await runCell(model, worlds, operation, outcome));
  if (cli) {
    const waiting = [...operations];
    // Two at a time: the CLI takes long to start.
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        cells.push(await runCliCell(model, worlds, cli, next));
    };
    await Promise.all([work(), work()]);
  }
  return cells;
}

function errorsOf({ operations }: ApiModel, operation: string): readonly string[] {
  return (operations[operation]?.errors ?? []).map(({ shape }) => shape);
}

async function runCell(model: ApiModel, worlds: Worlds, operation: string, outcome: string): Promise<Cell> {
  const found = CASES[operation]?.[outcome];
  try {
    if (!found) throw new Error('there is no case for it');
    if ('cannot' in found) {
      const { cannot, succeeds } = found;
      if (succeeds) await expectSuccess(model, worlds, operation, succeeds);
      return { operation, outcome, result: 'impossible', reason: cannot };
    }
    if (outcome === 'success') await expectSuccess(model, worlds, operation, found);
    else await expectError(worlds, operation, outcome, found);
    return { operation, outcome, result: 'passed' };
  } catch (error) {
    return { operation, outcome, result: 'failed', reason: reasonOf(error) };
  }
}

async function runCliCell(model: ApiModel, worlds: Worlds, cli: AwsCli, operation: string): Promise<Cell> {
  const found = CASES[operation]?.success;
  try {
    if (!found || 'cannot' in found) throw new Error('there is no case for it');
    const { apiUrl } = await worlds.get('signed');
    requireShape(model, operation, await cli.call(apiUrl, operation, found.input));
    return { operation, outcome: CLI_OUTCOME, result: 'passed' };
  } catch (error) {
    return { operation, outcome: CLI_OUTCOME, result: 'failed', reason: reasonOf(error) };
  }
}

type Possible = Exclude<Case, { readonly cannot: string }>;

async function expectSuccess(
  model: ApiModel,
  worlds: Worlds,
  operation: string,
  { world, input }: Pick<Possible, 'world' | 'input'>,
): Promise<void> {
  const { client } = await worlds.get(world);
  requireShape(model, operation, await call(client, operation, input));
}

function requireShape(model: ApiModel, operation: string, output: object): void {
  const wrong = differences(model, model.operations[operation]?.output.shape ?? '', output, 'output');
  if (wrong.length > 0) throw new Error(wrong.join('; '));
}

async function expectError(
  worlds: Worlds,
  operation: string,
  outcome: string,
  { world, before = [], input, raw = [] }: Possible,
): Promise<void> {
  const { client, apiUrl } = await worlds.get(world);
  for (const earlier of before) await call(client, operation, earlier);
  const error: unknown = await call(client, operation, input).then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (!isException(error, outcome)) throw error;
  for (const request of raw) await expectRawError(apiUrl, request, outcome);
}

async function expectRawError(
  apiUrl: string,
  { method, path, body }: RawRequest,
  outcome: string,
): Promise<void> {
  const response = await fetch(`${apiUrl}/v20190125${path}`, { method, body });
  const type = response.headers.get('x-amzn-errortype');
  if (type === outcome && response.headers.get('x-amzn-requestid') !== null) return;
  throw new Error(`${method} ${path} with ${body}: ${response.status} ${type}`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
