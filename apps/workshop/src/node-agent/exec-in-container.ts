import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ExecOptions, ExecStreams } from '@mesh-workshop/kubernetes-api';
import { listDescendants } from '../processes/list-descendants.ts';
import type { ContainerSurroundings } from './run-pod.ts';

const TERMINAL_PROGRAM = fileURLToPath(new URL('./run-in-terminal.py', import.meta.url));

/** What a shell says: the command was not found, or could not be executed. */
const NOT_FOUND = 127;

/**
 * Runs a command beside a container's process, with its environment and directory. Resolves with the exit code. When `signal` fires (the client is
 * gone), the command and what it started are ended.
 */
export function execInContainer(
  surroundings: ContainerSurroundings,
  options: ExecOptions,
  streams: ExecStreams,
  signal: AbortSignal,
): Promise<number> {
  const [command = '', ...args] = options.tty
    ? ['python3', TERMINAL_PROGRAM, ...options.command]
    : options.command;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: options.tty ? { TERM: 'xterm', ...surroundings.env } : surroundings.env,
      cwd: surroundings.cwd,
      stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe', options.tty ? 'pipe' : 'ignore'],
    });
    const abort = () => {
      void (async () => {
        const descendants = child.pid === undefined ? [] : await listDescendants(child.pid);
        child.kill('SIGTERM');
        for (const pid of descendants) kill(pid);
      })();
    };
    signal.addEventListener('abort', abort, { once: true });
    child.once('error', (error) => {
      signal.removeEventListener('abort', abort);
      streams.stderr.write(`${command}: ${error.message}\n`);
      resolve(NOT_FOUND);
    });
    if (child.stdin !== null) {
      // The command may end before it has read everything.
      child.stdin.on('error', () => undefined);
      streams.stdin?.pipe(child.stdin);
    }
    child.stdout?.pipe(streams.stdout, { end: false });
    child.stderr?.pipe(streams.stderr, { end: false });
    if (options.tty) {
      const sizes = child.stdio[3] as Writable | undefined;
      sizes?.on('error', () => undefined);
      streams.onResize?.(({ columns, rows }) => sizes?.write(`${columns} ${rows}\n`));
    }
    // 'close' and not 'exit': all output has been read by then.
    child.once('close', (code) => {
      signal.removeEventListener('abort', abort);
      resolve(code ?? 137);
    });
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
