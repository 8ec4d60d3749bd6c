import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { identifyProcess, isSameProcess } from '@mesh-workshop/process-lock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScript } from './run-script.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'script-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function script(name: string, ...lines: string[]): Promise<string> {
  const file = path.join(directory, name);
  await writeFile(file, ['#!/usr/bin/env bash', ...lines, ''].join('\n'), { mode: 0o755 });
  return file;
}

function options(signal: AbortSignal = new AbortController().signal) {
  let seen = '';
  const onOutput = (chunk: string) => {
    seen += chunk;
  };
  return { environment: process.env, directory, onOutput, signal, seen: () => seen };
}

describe('running a step', () => {
  it('gives both streams in the order in which they were written, and the exit code', async () => {
    const file = await script('order.sh', 'echo one', 'echo two >&2', 'echo three', 'exit 3');
    const run = options();
    expect(await runScript(file, run)).toEqual({ exitCode: 3, output: 'one\ntwo\nthree\n' });
    expect(run.seen()).toBe('one\ntwo\nthree\n');
  });

  it('does not wait for what the script left in the background', async () => {
    const file = await script('leaves.sh', 'sleep 600 &', 'echo $!');
    const result = await runScript(file, options());
    expect(result.exitCode).toBe(0);
    process.kill(Number(result.output), 'SIGKILL');
  });

  it('ends the script and its children when it is interrupted', async () => {
    const file = await script(
      'long.sh',
      'trap "" TERM',
      'sleep 600 &',
      'echo $!',
      'while :; do sleep 600; done',
    );
    const interrupt = new AbortController();
    const run = options(interrupt.signal);
    const running = runScript(file, run);
    running.catch(() => {});
    await expect.poll(run.seen).toMatch(/^\d+\n$/);
    const left = identifyProcess(Number(run.seen()));
    interrupt.abort();
    await expect(running).rejects.toThrow('aborted');
    await expect.poll(() => isSameProcess(left)).toBe(false);
  });
});
