import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../repository.ts';
import { readTracked, STEP_SCRIPTS } from './shell-scripts.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mesh-workshop-arguments-'));
  writeFileSync(join(folder, 'weights.json'), '{}');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A script that takes what its usage line says, and tells when it got past that. */
function runWith(usage: string, args: readonly string[]) {
  const script = join(folder, 'script.sh');
  writeFileSync(
    script,
    `#!/usr/bin/env bash
# Says what it was given.
#
# Usage: script.sh${usage}

. '${ROOT}/scripts/lib/common.sh'
. '${ROOT}/scripts/lib/arguments.sh'
check_arguments "$@"
echo "given: $*"
`,
  );
  return spawnSync('bash', [script, ...args], { cwd: folder, encoding: 'utf8' });
}

describe('the usage line of a script says what it takes', () => {
  test.for([
    ['', []],
    [' [FILE]', []],
    [' [FILE]', ['weights.json']],
    [' [COUNT]', ['12']],
    [' [blue|green]', ['green']],
    [' [--force]', ['--force']],
  ] as const)('`%s` takes %j', ([usage, args]) => {
    const { status, stdout, stderr } = runWith(usage, args);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `given: ${args.join(' ')}\n`,
      stderr: '',
    });
  });

  test.for([
    ['', ['more'], 'unknown argument: more'],
    [' [FILE]', ['absent.json'], 'there is no file absent.json'],
    [' [FILE]', ['weights.json', 'more'], 'unknown argument: more'],
    [' [FILE]', ['weights.json', '--force'], 'unknown argument: --force'],
    [' [COUNT]', ['many'], 'unknown argument: many'],
    [' [COUNT]', [''], 'unknown argument: '],
    [' [blue|green]', ['red'], 'unknown argument: red'],
    [' [--force]', ['force'], 'unknown argument: force'],
    [' [--force]', ['--force', '--force'], 'unknown argument: --force'],
    [' [blue|green]', ['blue|green'], 'unknown argument: blue|green'],
  ] as const)('`%s` refuses %j', ([usage, args, message]) => {
    const { status, stdout, stderr } = runWith(usage, args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`Error: ${message}\n`);
    expect(stderr).toContain(`Usage: script.sh${usage}\n`);
  });

  test('--help wins over whatever else there is', () => {
    expect(runWith('', ['more', '--help'])).toMatchObject({
      status: 0,
      stdout: 'Says what it was given.\n\nUsage: script.sh\n',
    });
  });
});

test.for(STEP_SCRIPTS)('%s uses an argument if, and only if, its usage line has one', (path) => {
  const source = readTracked(path);
  expect(/\$\{?1\b/.test(source)).toBe(/^# Usage: \S+ \[.+\]$/m.test(source));
});
