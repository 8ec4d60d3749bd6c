import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { promisify } from 'node:util';
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

test.for([
  { shell: {} },
  { shell: { no_proxy: '.corp.example' } },
  { shell: { NO_PROXY: '.corp.example', no_proxy: '' } },
  { shell: { NO_PROXY: '*' } },
])(
  'a forwarded port is asked for directly in a shell of a network with a proxy and $shell',
  async ({ shell }) => {
    const server = createServer((_, response) => response.end('direct')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    // Nobody listens there: whatever takes the proxy fails.
    const nowhere = 'http://127.0.0.1:1';
    const proxies = { http_proxy: nowhere, HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, all_proxy: nowhere };
    const script = `set -euo pipefail; . scripts/lib/common.sh; loopback_goes_direct
get_url "http://127.0.0.1:$1/"; echo "$NO_PROXY $no_proxy"`;
    try {
      const port = String((server.address() as AddressInfo).port);
      const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', port], {
        cwd: ROOT,
        env: { PATH: process.env.PATH, ...proxies, ...shell },
      });
      const [answer, status, direct] = stdout.trim().split('\n');
      expect([answer, status?.slice(0, 3)]).toEqual(['direct', '200']);
      const hosts = Object.values(shell).find((it) => it !== '');
      const each = hosts === '*' ? '*' : `${hosts === undefined ? '' : `${hosts},`}127.0.0.1,localhost`;
      expect(direct).toBe(`${each} ${each}`);
    } finally {
      server.close();
    }
  },
);
