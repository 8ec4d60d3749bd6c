import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { takeDown } from '../down/take-down.ts';
import { statePaths } from '../state/workshop-paths.ts';

/** Where the tests of one run write what they need for a while. */
export interface TestDirectory {
  readonly path: string;
  /** Stops the environments that still run in it, removes it, and gives their state directories. Safe to call twice. */
  remove(): Promise<readonly string[]>;
}

/**
 * Makes the directory that is TMPDIR for the tests. An environment outlives the command that started it, so tests that were interrupted, or whose process
 * crashed, leave theirs behind; here they are found again.
 */
export async function makeTestDirectory(): Promise<TestDirectory> {
  const directory = await mkdtemp(path.join(tmpdir(), 'mesh-workshop-test-'));
  return {
    path: directory,
    async remove() {
      const left = await findEnvironments(directory);
      for (const stateDirectory of left) await takeDown(stateDirectory);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
      return left;
    },
  };
}

async function findEnvironments(directory: string): Promise<readonly string[]> {
  const [run, record] = path.relative('.', statePaths('.').supervisorPid).split(path.sep) as [string, string];
  if (!existsSync(directory)) return [];
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && entry.name === run)
    .filter((entry) => existsSync(path.join(entry.parentPath, run, record)))
    .map((entry) => entry.parentPath);
}
