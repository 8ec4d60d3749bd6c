import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { findTool } from '../find-tool.ts';

/** A Docker engine of a test's own, with a registry beside it. */
export interface DockerEngine {
  /** where docker finds it; for `env` */
  readonly environment: NodeJS.ProcessEnv;
  /** the registry: a name that only the engine's network knows */
  readonly registry: string;
  /** runs a program in the engine's network, or in that of a container, by its process id; returns what it printed, without the newline at its end */
  run(
    command: readonly string[],
    options?: { readonly network?: number; readonly env?: NodeJS.ProcessEnv },
  ): string;
  docker(...args: readonly string[]): string;
  stop(): Promise<void>;
}

/** As long as the suite waits for any state. */
const START_LIMIT_MS = 60_000;
const REGISTRY = 'localhost:5000';
const NEEDED = ['docker', 'dockerd', 'docker-registry', 'ip', 'nsenter', 'setpriv', 'unshare'];

/** Why no engine can be started here; undefined: it can. */
export function whyNoEngine(): string | undefined {
  if (process.platform !== 'linux') return 'an engine of its own needs Linux';
  if (process.getuid?.() !== 0) return 'an engine of its own needs root';
  const missing = NEEDED.filter((name) => findTool(name, '') === undefined);
  return missing.length === 0 ? undefined : `not on the PATH: ${missing.join(', ')}`;
}

/**
 * Starts dockerd and a registry with all they keep in one folder, and in a network namespace of their own: whatever the engine does to bridges and
 * iptables, this machine's stay as they are, and the registry's port is nobody else's.
 */
export async function startDockerEngine(): Promise<DockerEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'docker-engine-'));
  const socket = join(folder, 'docker.sock');
  const environment = {
    ...process.env,
    DOCKER_HOST: `unix://${socket}`,
    DOCKER_CONFIG: join(folder, 'client'),
  };
  mkdirSync(environment.DOCKER_CONFIG);
  const start = (name: string, command: readonly string[]) => {
    const log = openSync(join(folder, `${name}.log`), 'w');
    const [program = '', ...args] = command;
    const child = spawn(program, args, { stdio: ['ignore', log, log] });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const stop = async () => {
      child.kill('SIGTERM');
      await ended;
    };
    return { child, stop };
  };
  // Each becomes the next one, so that the process is the engine; it ends, too, when this process is killed.
  const engine = start('dockerd', [
    'setpriv',
    '--pdeathsig=TERM',
    'unshare',
    '--net',
    'sh',
    '-c',
    'ip link set lo up && exec "$@"',
    'sh',
    'dockerd',
    `--host=unix://${socket}`,
    `--data-root=${join(folder, 'data')}`,
    `--exec-root=${join(folder, 'exec')}`,
    `--pidfile=${join(folder, 'docker.pid')}`,
    '--iptables=false',
    '--ip6tables=false',
  ]);
  const run: DockerEngine['run'] = (command, { network = engine.child.pid, env = environment } = {}) =>
    execFileSync('nsenter', [`--net=/proc/${network}/ns/net`, ...command], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    }).trim();
  const docker = (...args: readonly string[]) => run(['docker', ...args]);
  const until = (name: string, command: readonly string[]) =>
    vi
      .waitFor(() => run(command), { timeout: START_LIMIT_MS, interval: 100 })
      .catch((error: Error) => {
        const log = readFileSync(join(folder, `${name}.log`), 'utf8')
          .trim()
          .split('\n')
          .slice(-5);
        throw new Error(`${name} does not answer: ${error.message}\n${log.join('\n')}`);
      });
  try {
    await until('dockerd', ['docker', 'version', '--format={{.Server.Version}}']);
    const settings = join(folder, 'registry.yml');
    const storage = { filesystem: { rootdirectory: join(folder, 'registry') }, delete: { enabled: true } };
    // JSON is YAML, too.
    writeFileSync(settings, JSON.stringify({ version: 0.1, storage, http: { addr: '127.0.0.1:5000' } }));
    const registry = start('registry', [
      'setpriv',
      '--pdeathsig=TERM',
      'nsenter',
      `--net=/proc/${engine.child.pid}/ns/net`,
      'docker-registry',
      'serve',
      settings,
    ]);
    await until('registry', ['curl', '--silent', `http://${REGISTRY}/v2/`]);
    const stop = async () => {
      await registry.stop();
      await engine.stop();
      rmSync(folder, { recursive: true });
    };
    return { environment, registry: REGISTRY, run, docker, stop };
  } catch (error) {
    await engine.stop();
    rmSync(folder, { recursive: true });
    throw error;
  }
}
