import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../repository.ts';

/** A program that is fuzzed, in a process of its own. */
export interface Target {
  /** What it said when it was ready: the JSON of that line. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** What it has done so far that it must not: ended, written to stderr, or logged an error. */
  troubles(): readonly string[];
  /** Bytes that are held after a forced collection. */
  heapBytes(): Promise<number>;
  /** Sends the program a message and resolves with its answer. */
  ask(message: string): Promise<unknown>;
  /** Kills it, and resolves when it is gone. */
  end(): Promise<void>;
}

/** pino's, as numbers and in words. */
const ERROR_LEVELS: readonly unknown[] = [50, 60, 'error', 'fatal'];
const PROBE = path.join(import.meta.dirname, 'heap-probe.ts');

/** Starts a program of the checkout that logs as JSON lines, and resolves with its line of this message. */
export async function startTarget(
  program: string,
  environment: Readonly<Record<string, string>>,
  readyMessage: string,
): Promise<Target> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', '--import', PROBE, path.join(ROOT, program)],
    { cwd: ROOT, env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const troubles: string[] = [];
  let ending = false;
  const ended = once(child, 'close').then(([code, signal]) => {
    if (!ending) troubles.push(`it ended: ${code ?? signal}`);
  });
  child.stderr?.on('data', (chunk: Buffer) => troubles.push(`it wrote to stderr: ${chunk}`));
  const ready = await new Promise<Record<string, unknown>>((resolve, reject) => {
    void ended.then(() => reject(new Error(`${program} ended before it was ready: ${troubles.join('\n')}`)));
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      if (entry.msg === readyMessage) resolve(entry);
      if (ERROR_LEVELS.includes(entry.level)) troubles.push(`it logged an error: ${line}`);
    });
  });
  async function ask(message: string): Promise<unknown> {
    const answer = once(child, 'message');
    // What has ended is a trouble already, and holds nothing.
    if (child.connected) child.send(message, () => undefined);
    const said = await Promise.race([answer, ended]);
    return said?.[0] ?? { heapBytes: 0 };
  }

  return {
    ready,
    troubles: () => troubles,
    heapBytes: async () => ((await ask('heap')) as { readonly heapBytes: number }).heapBytes,
    ask,
    async end() {
      ending = true;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
