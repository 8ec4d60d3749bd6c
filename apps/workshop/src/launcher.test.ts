import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHECKOUT } from './checkout.ts';
import { createProgram } from './create-program.ts';

const LIMITS = path.join(CHECKOUT, 'apps/workshop/src/doctor/examine-limits.sh');
const LAUNCHER = path.join(CHECKOUT, 'workshop');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'launcher-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the launcher', () => {
  it('helps in an empty directory, with nothing but bash, and touches nothing', () => {
    copyFileSync(LAUNCHER, path.join(directory, 'workshop'));
    for (const args of [['--help'], ['-h'], ['help'], [], ['up', '--help']]) {
      const help = execFileSync('/bin/bash', [path.join(directory, 'workshop'), ...args], {
        encoding: 'utf8',
        env: { PATH: '/usr/bin:/bin' },
      });
      expect(help).toContain('Usage: ./workshop [options] <command>');
    }
    expect(readdirSync(directory)).toEqual(['workshop']);
  });

  describe('before anything is installed', () => {
    function run(...args: string[]) {
      copyFileSync(LAUNCHER, path.join(directory, 'workshop'));
      copyFileSync(path.join(CHECKOUT, 'package.json'), path.join(directory, 'package.json'));
      cpSync(LIMITS, path.join(directory, path.relative(CHECKOUT, LIMITS)), { recursive: true });
      const result = spawnSync('/bin/bash', [path.join(directory, 'workshop'), ...args], {
        encoding: 'utf8',
        env: { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` },
      });
      expect(readdirSync(directory)).toEqual(['apps', 'package.json', 'workshop']);
      return result;
    }

    it.each([[['rum', 'order']], [['--base-port', '0', 'rum']], [['--state-dir=x', 'ru']], [['.*']]])(
      'refuses %j, which is no command, and installs nothing for it',
      (args) => {
        const { status, stderr } = run(...args);
        expect(status).toBe(2);
        expect(stderr).toMatch(/^workshop: unknown command '(rum?|\.\*)' \(--help shows what is allowed\)$/m);
      },
    );

    it('examines the machine and installs nothing for that', () => {
      const { status, stdout } = run('doctor');
      expect(stdout).toMatch(new RegExp(`^  node +found +${process.version} `, 'm'));
      for (const tool of ['python3', 'pip', 'curl', 'git', 'envoy', 'kubectl', 'helm', 'aws'])
        expect(stdout).toMatch(new RegExp(`^  ${tool} +(found|missing|on PATH|not on PATH) `, 'm'));
      for (const limit of ['platform', 'memory', 'disk', 'open files'])
        expect(stdout).toMatch(new RegExp(`^  ${limit} +(enough|low|unknown) `, 'm'));
      expect(status).toBe(/^Missing: /m.test(stdout) ? 1 : 0);
    });

    it('says its version', () => {
      expect(run('--version')).toMatchObject({ status: 0, stdout: 'mesh-workshop 0.1.0\n' });
    });
  });

  it('says its version and the commit of its checkout', () => {
    const version = execFileSync(LAUNCHER, ['--version'], { encoding: 'utf8' });
    expect(version).toMatch(/^mesh-workshop \d+\.\d+\.\d+( \(commit [0-9a-f]+\))?\n$/);
  });

  it('lists exactly the commands there are', async () => {
    const help = execFileSync(LAUNCHER, ['--help'], { encoding: 'utf8' });
    const listed = [...help.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map((match) => match[1]);
    const known = (await createProgram()).commands.map((command) => command.name());
    // clean is the launcher's own: it removes what the others are made of.
    expect(listed.toSorted()).toEqual([...known, 'clean'].toSorted());
  });

  it('finds its checkout from any directory, also through a link', () => {
    const link = path.join(directory, 'ws');
    symlinkSync(LAUNCHER, link);
    const help = execFileSync(link, ['url', '--help'], { encoding: 'utf8', cwd: directory });
    expect(help).toContain('Usage: ./workshop url [options] <service>');
  });

  it('says what is wrong with a command and exits with 2', () => {
    const failure = (() => {
      try {
        execFileSync(LAUNCHER, ['fly'], { encoding: 'utf8', stdio: 'pipe' });
        return undefined;
      } catch (error) {
        return error as { status: number; stderr: string };
      }
    })();
    expect(failure?.status).toBe(2);
    expect(failure?.stderr).toContain("unknown command 'fly'");
  });
});
