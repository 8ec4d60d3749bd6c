import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, trackedFiles } from '../repository.ts';

/** Every shell file of the repository, libraries included. */
export const SHELL_FILES = trackedFiles('*.sh', 'workshop', '.ci/run');

/** Those that people run: not the libraries, not the parts of a program, and not what only a machine calls. */
export const SHELL_SCRIPTS = SHELL_FILES.filter((path) => !/^scripts\/lib\/|^\.ci\/|\/src\//.test(path));

/** Those that belong to the tutorials: the steps, and what goes with them. */
export const TUTORIAL_SCRIPTS = SHELL_SCRIPTS.filter((path) => path.startsWith('scripts/'));

/** The steps, and the loop to watch them with. */
export const STEP_SCRIPTS = TUTORIAL_SCRIPTS.filter((path) => !path.startsWith('scripts/images/'));

export function readTracked(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
