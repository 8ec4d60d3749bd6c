import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  findWorkshopState,
  loadWorkshopState,
  type WorkshopState,
} from '../../apps/workshop/src/state/workshop-state.ts';
import { ROOT } from '../repository.ts';

/** How a command ended, and what it wrote. */
interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running. */
interface RunningCommand {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<CommandResult>;
}

/**
 * One environment of its own: its own state directory and free ports, so that others may run beside it, and a home and
 * a directory for temporary files of its own, so that what is written outside the checkout shows.
 */
export interface Workshop {
  readonly stateDirectory: string;
  /** For files of the test. */
  readonly scratch: string;
  /** What has been left in the home directory and the directory for temporary files, which were empty. */
  strayFiles(): Promise<readonly string[]>;
  /** Runs a command of the checkout and waits for it. */
  run(command: string, args: readonly string[], variables?: NodeJS.ProcessEnv): Promise<CommandResult>;
  start(command: string, args: readonly string[], variables?: NodeJS.ProcessEnv): RunningCommand;
  /** What a script of a shell prints that uses the environment, as `eval "$(./workshop env)"` makes it; each command of it has to succeed. */
  shell(script: string): Promise<string>;
  state(): Promise<WorkshopState>;
  /** Stops whatever still runs and removes the directory. */
  remove(): Promise<void>;
}

/** An environment in a new temporary directory; nothing is started yet. */
export async function createWorkshop(basePort = 0): Promise<Workshop> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'workshop-e2e-'));
  const [stateDirectory, home, temporary, scratch] = ['state', 'home', 'tmp', 'scratch'].map((name) =>
    path.join(directory, name),
  ) as [string, string, string, string];
  for (const each of [home, temporary, scratch]) await mkdir(each);
  const own = {
    ...process.env,
    HOME: home,
    TMPDIR: temporary,
    WORKSHOP_STATE_DIR: stateDirectory,
    WORKSHOP_BASE_PORT: String(basePort),
    NO_COLOR: '1',
  };
  const start: Workshop['start'] = (command, args, variables = {}) => {
    const child = spawn(command, [...args], {
      cwd: ROOT,
      env: { ...own, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    const ended = new Promise<CommandResult>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ exitCode: code ?? -1, stdout, stderr }));
    });
    return { child, stdout: () => stdout, stderr: () => stderr, ended };
  };
  const run: Workshop['run'] = (command, args, variables) => start(command, args, variables).ended;
  return {
    stateDirectory,
    scratch,
    async strayFiles() {
      const left = await Promise.all([home, temporary].map((each) => readdir(each, { recursive: true })));
      return left.flat();
    },
    start,
    run,
    async shell(script) {
      const using = `set -e; eval "$(./workshop env)"; ${script}`;
      const { exitCode, stdout, stderr } = await run('bash', ['-c', using]);
      if (exitCode !== 0) throw new Error(`exit code ${exitCode} from: ${script}\n${stderr}`);
      return stdout;
    },
    state: () => loadWorkshopState(stateDirectory),
    async remove() {
      if ((await findWorkshopState(stateDirectory)) !== undefined) await start('./workshop', ['down']).ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
