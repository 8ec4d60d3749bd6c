import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SOMEBODY } from './worlds.ts';

const run = promisify(execFile);

/** The unmodified aws CLI. */
export interface AwsCli {
  readonly version: string;
  /** Calls an operation by the name it has in the API; rejects with what the CLI says. */
  call(apiUrl: string, operation: string, input: object): Promise<object>;
}

/** The CLI in `AWS_BIN`, else on PATH; undefined when there is none. It reads no file of the user's. */
export async function findAwsCli(
  { AWS_BIN, PATH, PYENV_ROOT }: NodeJS.ProcessEnv,
  home: string,
): Promise<AwsCli | undefined> {
  const aws = AWS_BIN || 'aws';
  const env = (apiUrl: string): NodeJS.ProcessEnv => ({
    PATH,
    ...(PYENV_ROOT === undefined ? {} : { PYENV_ROOT }),
    HOME: home,
    AWS_CONFIG_FILE: `${home}/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${home}/credentials`,
    AWS_ENDPOINT_URL_APP_MESH: apiUrl,
    AWS_ACCESS_KEY_ID: SOMEBODY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SOMEBODY.secretAccessKey,
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_REGION: 'us-west-2',
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '1',
  });
  const version = await run(aws, ['--version'], { env: env('') }).then(
    ({ stdout }) => stdout.split(' ')[0],
    () => undefined,
  );
  if (version === undefined) return undefined;
  return {
    version,
    async call(apiUrl, operation, input) {
      const command = operation.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
      const document = ['--cli-input-json', JSON.stringify(input), '--output', 'json'];
      const { stdout } = await run(aws, ['appmesh', command, ...document], { env: env(apiUrl) });
      return stdout.trim() === '' ? {} : (JSON.parse(stdout) as object);
    },
  };
}
