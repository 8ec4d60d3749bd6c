import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Credential } from './api/access/credential.ts';
import { parseCredentials } from './api/access/parse-credentials.ts';
import { parseQuotas, QUOTAS_FORM, type Quotas } from './api/quotas.ts';
import type { DamagePolicy } from './store/open-journal.ts';

/** Where to listen. Port 0 takes any free one. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** Everything the environment decides. */
export interface Config {
  readonly apiAddress: SocketAddress;
  readonly xdsAddress: SocketAddress;
  readonly adminAddress: SocketAddress;
  readonly stateDir: string;
  readonly journalDamage: DamagePolicy;
  /** Absent: no Kubernetes API is watched. */
  readonly kubeConfigFile?: string;
  /** Absent: no files define resources. */
  readonly resourcesDir?: string;
  readonly clusterDomain: string;
  readonly region: string;
  readonly accountId: string;
  /** Absent: everyone who reaches the API may use it. */
  readonly credentials?: readonly Credential[];
  readonly quotas: Quotas;
  /** Requests a second and client of the API; absent: no limit. */
  readonly requestsPerSecond?: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const DAMAGE_POLICIES = ['refuse', 'drop'] as const;
const DNS_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What is wrong with the environment: one line for each variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the environment. Throws a {@link ConfigError} that names every variable with a wrong value. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const wrong: string[] = [];
  const refuse = (variable: string, value: string | undefined, allowed: string): void => {
    const is = value === undefined || value === '' ? 'is not set' : `is ${JSON.stringify(value)}`;
    wrong.push(`${variable} ${is}; allowed: ${allowed}.`);
  };
  const read = (variable: string, fallback: string): string => environment[variable] || fallback;

  const matching = (variable: string, fallback: string, pattern: RegExp, allowed: string): string => {
    const value = read(variable, fallback);
    if (!pattern.test(value)) refuse(variable, value, allowed);
    return value;
  };
  const oneOf = <const V extends readonly string[]>(
    variable: string,
    fallback: V[number],
    values: V,
  ): V[number] => {
    const value = read(variable, fallback);
    if (values.includes(value)) return value;
    refuse(variable, value, values.join(', '));
    return fallback;
  };
  const address = (variable: string, fallback: string, whyLoopback?: string): SocketAddress => {
    const value = read(variable, fallback);
    const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(value) ?? [];
    const host = bracketed ?? plain ?? '';
    const port = Number(digits);
    if (host === '' || port > 65_535)
      refuse(variable, value, 'host:port, as 127.0.0.1:7401, with port 0 to 65535');
    else if (whyLoopback !== undefined && !isLoopback(host))
      refuse(
        variable,
        value,
        `an address of this machine only (127.0.0.1, [::1], localhost), because ${whyLoopback}`,
      );
    return { host, port };
  };

  const stateDir = environment.STATE_DIR ?? '';
  if (stateDir === '')
    refuse('STATE_DIR', undefined, 'a directory for the journal; it is made when it is not there');
  const kubeConfigFile = environment.KUBECONFIG || undefined;
  if (kubeConfigFile !== undefined && !isReadable(kubeConfigFile))
    refuse(
      'KUBECONFIG',
      kubeConfigFile,
      'one kubeconfig file that can be read, or nothing to go without Kubernetes',
    );
  const resourcesDir = environment.RESOURCES_DIR || undefined;
  if (resourcesDir !== undefined && !isDirectory(resourcesDir))
    refuse('RESOURCES_DIR', resourcesDir, 'a directory with YAML files of App Mesh objects, or nothing');

  const credentialsFile = environment.CREDENTIALS_FILE || undefined;
  const credentials = credentialsFile === undefined ? undefined : readCredentials(credentialsFile);
  if (credentials && 'wrong' in credentials)
    refuse('CREDENTIALS_FILE', credentialsFile, `a JSON file of credentials; ${credentials.wrong}`);
  const quotas = parseQuotas(read('QUOTAS', 'off'));
  if (!quotas) refuse('QUOTAS', environment.QUOTAS, QUOTAS_FORM);
  const rateLimit = matching('RATE_LIMIT', 'off', /^(off|\d{1,6}(\.\d{1,6})?)$/, 'off, or requests a second');
  if (Number(rateLimit) === 0) refuse('RATE_LIMIT', rateLimit, 'off, or more than 0 requests a second');

  const noControl = 'there is no access control and whoever reaches it controls the mesh';
  const noCredentials =
    'no CREDENTIALS_FILE is set, so that there is no access control and whoever reaches it controls the mesh';
  const config: Config = {
    apiAddress: address(
      'API_ADDRESS',
      '127.0.0.1:7401',
      credentialsFile === undefined ? noCredentials : undefined,
    ),
    xdsAddress: address('XDS_ADDRESS', '127.0.0.1:7402', noControl),
    adminAddress: address('ADMIN_ADDRESS', '127.0.0.1:7403', noControl),
    stateDir: resolve(stateDir),
    journalDamage: oneOf('JOURNAL_DAMAGE', 'refuse', DAMAGE_POLICIES),
    ...(kubeConfigFile === undefined ? {} : { kubeConfigFile }),
    ...(resourcesDir === undefined ? {} : { resourcesDir: resolve(resourcesDir) }),
    clusterDomain: matching('CLUSTER_DOMAIN', 'cluster.local', DNS_NAME, 'a DNS name, as cluster.local'),
    region: matching('AWS_REGION', 'us-west-2', /^[a-z0-9-]+$/, 'a region name, as us-west-2'),
    accountId: matching('ACCOUNT_ID', '000000000000', /^\d{12}$/, '12 digits'),
    ...(credentials && 'credentials' in credentials ? credentials : {}),
    quotas: quotas ?? {},
    ...(rateLimit === 'off' ? {} : { requestsPerSecond: Number(rateLimit) }),
    logLevel: oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
  };
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'));
  return config;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function readCredentials(file: string): ReturnType<typeof parseCredentials> {
  try {
    return parseCredentials(readFileSync(file, 'utf8'));
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
