import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** A real process for the time of a test. */
export interface BackgroundProcess {
  /** All it has written to stdout so far. */
  stdout(): string;
  /** All it has written to stderr so far. */
  stderr(): string;
  signal(name: NodeJS.Signals): void;
  /** Its exit code; null when a signal ended it. */
  readonly exit: Promise<number | null>;
}

/** Starts Node with arguments and no environment but the given one; the process ends with the running test. */
export function startProcess(
  nodeArguments: readonly string[],
  environment: Readonly<Record<string, string>>,
): BackgroundProcess {
  const child = spawn(process.execPath, nodeArguments, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  // `close` comes after the last output, unlike `exit`.
  const exit = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return {
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    signal: (name) => {
      child.kill(name);
    },
    exit,
  };
}
