import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

/** A shape of AWS's own description of the API. */
interface ModelShape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly enum?: readonly string[];
}

/** AWS's own description of the App Mesh API, as far as it is looked at. */
export interface ApiModel {
  /** Where it was found. */
  readonly file: string;
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly http: { readonly method: string; readonly requestUri: string };
        readonly output: { readonly shape: string };
        readonly errors: readonly { readonly shape: string }[];
      }
    >
  >;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const run = promisify(execFile);
const MODEL = 'appmesh/2019-01-25/service-2.json';

const HOW_TO_GET_IT =
  `AWS's description of the API (${MODEL}) was not found. It is part of every aws CLI and of botocore: put the aws CLI on PATH, ` +
  'or its file in AWS_BIN, or have a python3 on PATH that can import botocore (./workshop doctor --install gets an aws CLI).';

/** Finds the description in botocore: that of the aws CLI in `AWS_BIN`, of the one on PATH, or of python3. Rejects with how to get it. */
export async function loadApiModel(environment: NodeJS.ProcessEnv): Promise<ApiModel> {
  for (const directory of await dataDirectories(environment))
    for (const file of [join(directory, MODEL), join(directory, `${MODEL}.gz`)]) {
      const bytes = await readFile(file).catch(() => undefined);
      if (!bytes) continue;
      const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      return { file, ...(JSON.parse(text.toString()) as Omit<ApiModel, 'file'>) };
    }
  throw new Error(HOW_TO_GET_IT);
}

async function dataDirectories(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const onPath = (environment.PATH ?? '').split(delimiter).map((directory) => join(directory, 'aws'));
  const directories: string[] = [];
  for (const aws of [...(environment.AWS_BIN ? [environment.AWS_BIN] : []), ...onPath]) {
    const file = await realpath(aws).catch(() => undefined);
    if (file === undefined) continue;
    const beside = dirname(file);
    // Version 2, version 1 unpacked by the workshop, and version 1 beside its python.
    directories.push(join(beside, 'awscli/botocore/data'), join(beside, '../packages/botocore/data'));
    const [, python] = /^#!(\S*python\S*)/.exec(await readFile(file, 'latin1')) ?? [];
    if (python !== undefined) directories.push(...(await botocoreOf(python, environment)));
  }
  return [...directories, ...(await botocoreOf('python3', environment))];
}

async function botocoreOf(python: string, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const program = 'import botocore, os; print(os.path.join(os.path.dirname(botocore.__file__), "data"))';
  try {
    return [(await run(python, ['-c', program], { env: environment })).stdout.trim()];
  } catch {
    return [];
  }
}
