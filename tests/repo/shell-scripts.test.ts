import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findTool } from '../find-tool.ts';
import { ROOT } from '../repository.ts';
import { readTracked, SHELL_FILES, SHELL_SCRIPTS, STEP_SCRIPTS, TUTORIAL_SCRIPTS } from './shell-scripts.ts';

const SHELLCHECK = findTool('shellcheck', 'SHELLCHECK_BIN');

test.for(SHELL_FILES)('shellcheck finds nothing in %s', (path, ctx) => {
  if (SHELLCHECK === undefined) return ctx.skip('shellcheck is neither in SHELLCHECK_BIN nor on the PATH');
  const checked = spawnSync(SHELLCHECK, [path], { cwd: ROOT, encoding: 'utf8' });
  expect(checked.stdout + checked.stderr).toBe('');
});

test.for(SHELL_SCRIPTS)('%s can be run, and stops at the first failure', (path) => {
  expect(execFileSync('git', ['ls-files', '--stage', '--', path], { cwd: ROOT, encoding: 'utf8' })).toMatch(
    /^100755 /,
  );
  expect(readTracked(path)).toMatch(/^#!\/usr\/bin\/env bash\n/);
  expect(readTracked(firstSourced(path) ?? path)).toMatch(/^set -Eeuo pipefail$/m);
});

test.for(STEP_SCRIPTS)('%s is its help, one line that makes it a step, and the step', (path) => {
  expect(readTracked(path)).toMatch(/^#!.*\n(?:#.*\n)+\n\. "\$\(dirname "\$0"\)\/\.\.\/lib\/step\.sh"\n\n/);
  expect(readTracked(path).match(/^\s*(?:\.|source) /gm)).toHaveLength(1);
});

describe('in a copy of the checkout, where nothing is installed', () => {
  let copy = '';

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'mesh-workshop-scripts-'));
    for (const path of SHELL_FILES) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  /** Runs a script as the leader of a process group of its own, so that whatever it leaves behind can be seen. */
  async function runScript(path: string, ...args: readonly string[]) {
    const before = fingerprint(copy);
    const child = spawn('bash', [join(copy, path), ...args], {
      cwd: dirname(copy),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    return {
      stdout,
      stderr,
      exitCode,
      leftProcesses: isProcessGroupAlive(child.pid),
      changedFiles: fingerprint(copy) !== before,
    };
  }

  test.for(SHELL_SCRIPTS)('%s --help prints its usage and does nothing', async (path) => {
    const outcome = await runScript(path, '--help');
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '', leftProcesses: false, changedFiles: false });
    expect(outcome.stdout).toMatch(/^Usage: /m);
  });

  test.for(TUTORIAL_SCRIPTS)('%s names itself in its usage', async (path) => {
    const { stdout } = await runScript(path, '-h');
    expect(stdout).toMatch(new RegExp(`^Usage: ${path}( |$)`, 'm'));
  });

  test.for(TUTORIAL_SCRIPTS)('%s refuses an unknown option before it does anything', async (path) => {
    const outcome = await runScript(path, '--no-such-option');
    expect(outcome).toMatchObject({ exitCode: 2, stdout: '', leftProcesses: false, changedFiles: false });
    expect(outcome.stderr).toContain('Error: unknown argument: --no-such-option');
  });
});

test.for(STEP_SCRIPTS)('%s refuses a target that does not exist', (path) => {
  const outcome = spawnSync('bash', [join(ROOT, path)], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { ...process.env, TARGET: 'moon' },
  });
  expect(outcome.status).toBe(2);
  expect(outcome.stderr).toContain("Error: TARGET is 'moon'; it may be 'local' or 'kubernetes'.");
});

/** The library that the first command of a script sources, if it does. */
function firstSourced(path: string): string | undefined {
  const [, library] =
    /^(?:#.*\n|\n)*\. "\$\(dirname "\$0"\)\/\.\.\/(lib\/[\w-]+\.sh)"\n/.exec(readTracked(path)) ?? [];
  return library && `scripts/${library}`;
}

function isProcessGroupAlive(leader: number | undefined): boolean {
  if (leader === undefined) return false;
  try {
    process.kill(-leader, 0);
    return true;
  } catch {
    return false;
  }
}

/** Every file with its size and time of change. */
function fingerprint(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => `${path} ${describeFile(join(folder, path))}`)
    .join('\n');
}

function describeFile(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}
