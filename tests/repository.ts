import { execFileSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The files of the repository as git knows them, relative to the checkout; patterns as `git ls-files` takes them. */
export function trackedFiles(...patterns: readonly string[]): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: ROOT, encoding: 'utf8' });
  return listed.split('\0').filter((path) => path !== '' && isThere(path));
}

/** A file that was removed and not committed yet is still known to git. */
function isThere(path: string): boolean {
  return lstatSync(join(ROOT, path), { throwIfNoEntry: false }) !== undefined;
}
