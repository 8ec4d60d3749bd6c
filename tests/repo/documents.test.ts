import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, trackedFiles } from '../repository.ts';
import { readTracked } from './shell-scripts.ts';

const DOCUMENTS = trackedFiles('*.md');
const PACKAGE = JSON.parse(readTracked('package.json')) as {
  packageManager: string;
  scripts: Record<string, string>;
};
const WORKSHOP_COMMANDS = [
  ...readTracked('workshop').matchAll(/^ {2}([a-z-]+)(?: convert)? {2,}|^ {2}([a-z-]+) [<[]/gm),
].map(([, plain, withArgument]) => plain ?? withArgument ?? '');

describe.each(DOCUMENTS)('%s', (path) => {
  const source = readTracked(path);
  const prose = source.replaceAll(/^```[\s\S]*?^```/gm, '');
  const code = [...source.matchAll(/^```\w*\n([\s\S]*?)^```|`([^`\n]+)`/gm)].map(
    ([, block, inline]) => block ?? inline ?? '',
  );

  test('links to files and headings that exist', () => {
    const broken = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(path, target));
    expect(broken).toEqual([]);
  });

  test('names scripts that exist', () => {
    const named = code.flatMap((text) => text.match(/\bscripts\/[\w-]+\/[\w-]+\.sh\b/g) ?? []);
    expect(named.filter((script) => !existsSync(join(ROOT, script)))).toEqual([]);
  });

  test('uses commands of the workshop that exist', () => {
    const used = code.flatMap((text) => [...text.matchAll(/(?:^|[\s("])\.\/workshop ([a-z][a-z-]*)/g)]);
    expect(
      used.map(([, command]) => command).filter((command) => !WORKSHOP_COMMANDS.includes(command ?? '')),
    ).toEqual([]);
  });

  test('runs pnpm in the version and with the scripts of package.json', () => {
    const used = code.flatMap((text) => [...text.matchAll(/npx --yes (pnpm@[\d.]+) run ([\w:-]+)/g)]);
    for (const [command, version, script = ''] of used) {
      expect(version, command).toBe(PACKAGE.packageManager);
      expect(Object.keys(PACKAGE.scripts), command).toContain(script);
    }
  });
});

test('the commands of the workshop are read from its help', () => {
  expect(WORKSHOP_COMMANDS).toEqual(
    expect.arrayContaining(['run', 'up', 'down', 'env', 'url', 'watch', 'test']),
  );
});

function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', heading] = target.split('#');
  const path = file === '' ? from : normalize(join(dirname(from), file));
  if (!existsSync(join(ROOT, path))) return false;
  return heading === undefined || !path.endsWith('.md') || headings(path).includes(heading);
}

/** Headings as they stand in links: lower case, no punctuation, a hyphen for each space. */
function headings(path: string): readonly string[] {
  return [...readTracked(path).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}
