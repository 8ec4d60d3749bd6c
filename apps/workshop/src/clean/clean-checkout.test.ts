import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CHECKOUT } from '../checkout.ts';

const WRITTEN = [
  'node_modules/it/index.js',
  'packages/a/node_modules',
  '.workshop/tools/envoy',
  '.workshop/install.lock/pid',
  'packages/a/dist/index.js',
  'packages/a/generated/it.ts',
  'packages/a/tsconfig.tsbuildinfo',
  'coverage/index.html',
];
const KEPT = ['README.md', 'packages/b/generated/in-git.ts', 'notes of mine.txt'];

let outside: string;
let checkout: string;
beforeEach(() => {
  outside = realpathSync(mkdtempSync(path.join(tmpdir(), 'clean-')));
  checkout = path.join(outside, "a checkout, it's here");
  for (const part of ['workshop', '.gitignore', 'apps/workshop/src/clean/clean-checkout.sh']) {
    cpSync(path.join(CHECKOUT, part), path.join(checkout, part), { recursive: true });
  }
  for (const file of [...WRITTEN, ...KEPT]) write(file);
  // A link is removed and not what it leads to.
  rmSync(path.join(checkout, 'packages/a/node_modules'));
  mkdirSync(path.join(outside, 'of others'));
  writeFileSync(path.join(outside, 'of others/file'), '');
  symlinkSync(path.join(outside, 'of others'), path.join(checkout, 'packages/a/node_modules'));
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));

function write(file: string): void {
  mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
  writeFileSync(path.join(checkout, file), '');
}

function clean(...args: string[]) {
  return spawnSync(path.join(checkout, 'workshop'), ['clean', ...args], {
    encoding: 'utf8',
    cwd: outside,
    // Neither Node nor anything that is installed.
    env: { PATH: '/usr/bin:/bin', HOME: outside },
  });
}

function track(): void {
  const git = (...args: string[]) => execFileSync('git', ['-C', checkout, ...args]);
  git('init', '--quiet');
  git('add', '--force', 'workshop', '.gitignore', 'apps', 'README.md', 'packages/b');
}

const left = (files: readonly string[]) => files.filter((file) => existsSync(path.join(checkout, file)));

it('removes all that was written and nothing that git tracks, and finds nothing the second time', () => {
  track();
  expect(clean()).toMatchObject({ status: 0, stderr: '' });
  expect(left(WRITTEN)).toEqual([]);
  expect(left(KEPT)).toEqual(KEPT);
  expect(existsSync(path.join(outside, 'of others/file'))).toBe(true);
  expect(clean().stdout).toBe('Nothing to remove: this checkout is as git has it.\n');
});

it('shows with --dry-run what it would remove, and removes nothing', () => {
  track();
  const { status, stdout } = clean('--dry-run');
  expect(status).toBe(0);
  expect(stdout.trimEnd().split('\n').toSorted()).toEqual(
    [
      '.workshop',
      'coverage',
      'node_modules',
      'packages/a/dist',
      'packages/a/generated',
      'packages/a/node_modules',
      'packages/a/tsconfig.tsbuildinfo',
    ].map((it) => `Would remove ${it}`),
  );
  expect(left([...WRITTEN, ...KEPT])).toEqual([...WRITTEN, ...KEPT]);
});

it('refuses while an environment of this checkout runs, wherever its state lies, and says how to end it', async () => {
  const program = 'apps/workshop/src/supervisor/main.ts';
  write(program);
  writeFileSync(path.join(checkout, program), 'setInterval(() => {}, 1000); console.log("up");');
  const options = JSON.stringify({ stateDirectory: '/some where/else' });
  const supervisor = spawn(process.execPath, [path.join(checkout, program), options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(supervisor.stdout, 'data');
    const { status, stdout, stderr } = clean();
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(
      `process ${supervisor.pid}, the environment in /some where/else. End it: ./workshop --state-dir '/some where/else' down`,
    );
    expect(left(WRITTEN)).toEqual(WRITTEN);
    expect(clean('--dry-run').status).toBe(0);
  } finally {
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
  }
  expect(clean().status).toBe(0);
});

it('has its help, and refuses what it does not know, before it removes anything', () => {
  expect(clean('--help').stdout).toContain('Usage: ./workshop clean [--dry-run]');
  expect(clean('--force')).toMatchObject({ status: 2, stdout: '' });
  expect(left(WRITTEN)).toEqual(WRITTEN);
});
