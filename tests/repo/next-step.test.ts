import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../repository.ts';
import { STEP_SCRIPTS } from './shell-scripts.ts';

const STEPS = STEP_SCRIPTS.filter((path) => /^\d/.test(basename(path)));
const tutorialOf = (path: string) => basename(dirname(path));

/** The last lines of a step that has done its work. */
function nextOf(script: string, variables: Readonly<Record<string, string>> = {}): string {
  const source = 'set -Eeuo pipefail; . scripts/lib/common.sh; . scripts/lib/next-step.sh; say_what_is_next';
  const { status, stdout, stderr } = spawnSync('bash', ['-c', source, script], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, TARGET: 'local', TUTORIAL: tutorialOf(script), ...variables },
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  return stderr;
}

test.for(STEPS)('%s ends with what comes next', (path) => {
  const all = STEPS.filter((step) => tutorialOf(step) === tutorialOf(path));
  const next = all[all.indexOf(path) + 1];
  const said = nextOf(path);
  if (next === undefined) expect(said).toContain(`Begin again: ${all[0]}\n`);
  else if (!/^9/.test(basename(path)) && /^9/.test(basename(next))) {
    expect(said).toContain(`Clean up: ./workshop clean-up ${tutorialOf(path)}\n`);
    const [, page] = /(docs\S+)#try-it-yourself/.exec(said) ?? [];
    expect(page === undefined || existsSync(page)).toBe(true);
  } else expect(said).toMatch(new RegExp(`^\\nNext: +${next}\\n +[A-Z][^\\n]+\\.\\n$`));
});

test('where something else goes on by itself, or the script is no step, nothing is said', () => {
  expect(nextOf('scripts/order/05-deploy-product-v15.sh', { WORKSHOP_GOES_ON: 'yes' })).toBe('');
  expect(nextOf('scripts/order/watch.sh')).toBe('');
});

test('on a cluster nobody is sent to a command of the local target', () => {
  const said = nextOf('scripts/order/13-roll-back.sh', { TARGET: 'kubernetes' });
  expect(said).toContain('Clean up: scripts/order/98-delete-deployments.sh, and the steps after it');
  expect(said).not.toContain('./workshop');
});
