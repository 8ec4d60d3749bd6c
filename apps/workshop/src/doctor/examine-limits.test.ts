import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { detectPlatform } from '../tools/pins.ts';
import { examineMachine } from './examine-machine.ts';

const SCRIPT = fileURLToPath(new URL('./examine-limits.sh', import.meta.url));

function examine(limits = ''): Readonly<Record<string, readonly string[]>> {
  const text = execFileSync('bash', ['-c', `${limits} exec "$@"`, 'bash', SCRIPT, '/'], { encoding: 'utf8' });
  const lines = text.trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => line.split('\t')).map(([name, ...rest]) => [name, rest]));
}

it('looks at the platform, memory, disk, open files and, where there are such, file watches', () => {
  const watches = process.platform === 'linux' ? ['inotify instances', 'inotify watches'] : [];
  const found = examine();
  expect(Object.keys(found)).toEqual(['platform', 'memory', 'disk', 'open files', ...watches]);
  for (const [state = '', amount = '', remedy] of Object.values(found)) {
    expect(['enough', 'low', 'unknown']).toContain(state);
    expect(amount).not.toBe('');
    if (state === 'low') expect(remedy).not.toBe('');
  }
});

it('says what to do in a shell that may open few files', () => {
  expect(examine('ulimit -n 256;')['open files']).toEqual([
    'low',
    '256 per process, at least 2048 are needed',
    expect.stringContaining('ulimit -Hn'),
  ]);
  expect(examine()['open files']?.[0]).not.toBe('unknown');
});

it('is a part of what doctor finds, and nothing of it counts as missing', async () => {
  const paths = { tools: '/nonexistent', images: '/nonexistent', bin: '/nonexistent', cache: '/nonexistent' };
  const findings = await examineMachine({
    paths,
    environment: { PATH: '' },
    platform: detectPlatform(),
    report: () => undefined,
  });
  const names = findings.filter((it) => ['enough', 'low', 'unknown'].includes(it.state)).map((it) => it.name);
  expect(names).toEqual(expect.arrayContaining(['platform', 'memory', 'disk', 'open files']));
  expect(findings.filter((it) => names.includes(it.name) && it.needed)).toEqual([]);
  expect(findings.find((it) => it.name === 'chromium')).toMatchObject({ state: 'missing', needed: false });
});
