import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { sharedPaths, statePaths } from '../state/workshop-paths.ts';
import { loadWorkshopState, type WorkshopState } from '../state/workshop-state.ts';

const CREDENTIAL_KEYS =
  /^\s*(aws_access_key_id|credential_process|credential_source|role_arn|sso_\w+|login_session)\s*=/m;
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost'];

/** What decides about the variables besides the running environment. */
export interface ShellSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  /** directory of our links to the tools */
  readonly bin: string;
  /** whether the files of the AWS CLI (~/.aws) say where credentials come from */
  readonly hasAwsFiles: boolean;
}

/**
 * The variables that point aws, kubectl and helm at a running environment. PATH, NO_PROXY and no_proxy extend what is there. Credentials are made up
 * only when the shell has none: the API takes any, but aws refuses to sign without.
 */
export function buildEnvironmentVariables(
  state: WorkshopState,
  shell: ShellSurroundings,
): Readonly<Record<string, string>> {
  const { environment } = shell;
  const paths = statePaths(state.stateDirectory);
  return {
    AWS_ENDPOINT_URL_APP_MESH: state.appMeshApi,
    AWS_REGION: state.region,
    AWS_DEFAULT_REGION: state.region,
    AWS_PAGER: '',
    ...(hasCredentials(shell)
      ? {}
      : { AWS_ACCESS_KEY_ID: 'mesh-workshop', AWS_SECRET_ACCESS_KEY: 'mesh-workshop' }),
    ...letLoopbackGoDirect(environment),
    KUBECONFIG: state.kubeconfig,
    KUBECACHEDIR: paths.kubeCache,
    HELM_CACHE_HOME: path.join(paths.helm, 'cache'),
    HELM_CONFIG_HOME: path.join(paths.helm, 'config'),
    HELM_DATA_HOME: path.join(paths.helm, 'data'),
    PATH: prepend(shell.bin, environment.PATH),
  };
}

/** The variables for child processes, as `./workshop env` prints them. Throws a WorkshopError when nothing runs. */
export async function requireEnvironment(stateDirectory: string): Promise<Readonly<Record<string, string>>> {
  return buildEnvironmentVariables(await loadWorkshopState(stateDirectory), readShellSurroundings());
}

/** What this process' shell brings. */
function readShellSurroundings(environment: NodeJS.ProcessEnv = process.env): ShellSurroundings {
  const files = [
    environment.AWS_SHARED_CREDENTIALS_FILE ?? path.join(homedir(), '.aws/credentials'),
    environment.AWS_CONFIG_FILE ?? path.join(homedir(), '.aws/config'),
  ];
  return { environment, bin: sharedPaths(environment).bin, hasAwsFiles: files.some(namesCredentials) };
}

/** A configuration with nothing but a region is no reason to leave the shell without credentials. */
function namesCredentials(file: string): boolean {
  try {
    return CREDENTIAL_KEYS.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}

function hasCredentials({ environment, hasAwsFiles }: ShellSurroundings): boolean {
  const given = (name: string) => environment[name] !== undefined && environment[name] !== '';
  return given('AWS_ACCESS_KEY_ID') || given('AWS_PROFILE') || hasAwsFiles;
}

/**
 * NO_PROXY and no_proxy with loopback added, each to what the shell has in it. Where the shell has only one of them the other one says the same: Go's programs
 * read the upper one first and curl the lower one, so that a new one with nothing but loopback would hide the hosts of the other.
 */
export function letLoopbackGoDirect(
  environment: NodeJS.ProcessEnv,
): Readonly<Record<'NO_PROXY' | 'no_proxy', string>> {
  const { NO_PROXY: upper = '', no_proxy: lower = '' } = environment;
  return { NO_PROXY: addLoopback(upper || lower), no_proxy: addLoopback(lower || upper) };
}

/** What to tell people whose own curl would ask a proxy for addresses of this machine; undefined where it would not. */
export function describeProxyInTheWay(environment: NodeJS.ProcessEnv): string | undefined {
  // The order in which curl reads them; HTTP_PROXY it does not read at all.
  const name = ['http_proxy', 'all_proxy', 'ALL_PROXY'].find((it) => (environment[it] ?? '') !== '');
  const direct = environment.no_proxy || environment.NO_PROXY || '';
  if (name === undefined || addLoopback(direct) === direct) return undefined;
  return `Note: curl in this shell asks the proxy of ${name} even for 127.0.0.1. Let it go direct: eval "$(./workshop env)"`;
}

function addLoopback(value: string): string {
  // Means everything, and only when it stands alone.
  if (value.trim() === '*') return value;
  const names = value
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
  return [...names, ...LOOPBACK_NAMES.filter((it) => !names.includes(it))].join(',');
}

function prepend(directory: string, searchPath: string | undefined): string {
  const rest = (searchPath ?? '').split(path.delimiter).filter((it) => it !== '' && it !== directory);
  return [directory, ...rest].join(path.delimiter);
}

/** Export lines that any POSIX shell evaluates to exactly these values. */
export function formatExports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('');
}

/** Inside single quotes everything stands for itself, but a single quote ends them. */
function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
