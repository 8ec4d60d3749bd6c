import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, trackedFiles } from '../repository.ts';
import { readTracked, STEP_SCRIPTS } from './shell-scripts.ts';

test.for([
  { tutorial: 'order', cleanUp: [98, 99] },
  { tutorial: 'echo', cleanUp: [96, 97, 98, 99] },
  { tutorial: 'hello', cleanUp: [96, 97, 98, 99] },
  { tutorial: 'color', cleanUp: [96, 97, 98] },
])(
  'the steps of the $tutorial tutorial are one line of numbers, clean-up at its end',
  ({ tutorial, cleanUp }) => {
    const numbers = STEP_SCRIPTS.filter((path) => new RegExp(`^scripts/${tutorial}/\\d`).test(path)).map(
      (path) => Number(basename(path).slice(0, 2)),
    );
    const teaching = numbers.filter((number) => number < 90);
    expect(teaching).toEqual(teaching.map((_, index) => index + 1));
    expect(numbers.filter((number) => number >= 90)).toEqual(cleanUp);
  },
);

test.for(STEP_SCRIPTS)('%s is named NN-verb-noun, or is watch', (path) => {
  expect(basename(path)).toMatch(/^(\d{2}-[a-z]+(-[a-z0-9]+)+|watch)\.sh$/);
});

test.for(STEP_SCRIPTS)('the files that %s names exist', (path) => {
  const services = path.startsWith('scripts/order/') ? ['order', 'product', 'customer'] : [];
  const named = [...readTracked(path).matchAll(/\b(?:mesh|charts|scripts)\/[\w./$-]+\w/g)].flatMap(
    ([name]) =>
      name.includes('$service') ? services.map((service) => name.replace('$service', service)) : [name],
  );
  for (const name of named.filter((each) => !isVirtualService(each))) {
    expect(trackedFiles(name), `${name} in ${path}`).not.toEqual([]);
  }
});

// Order has no virtual service; the step that creates them loops over the other two.
function isVirtualService(name: string): boolean {
  return name === 'mesh/order/order-vs.json';
}

test('a command is shown as it can be typed', () => {
  const script = `. scripts/lib/common.sh; print_command aws --name a.b/c 'x y' '' "it's" 'a[].b'`;
  const shown = spawnSync('bash', ['-c', script], { cwd: ROOT, encoding: 'utf8' });
  expect(shown.stderr).toBe(`$ aws --name a.b/c 'x y' '' it\\'s 'a[].b'\n`);
  expect(shown.stdout).toBe('');
});
