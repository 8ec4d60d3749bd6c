import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WorkshopError } from '../workshop-error.ts';

/** A file to be written: its path below the folder, and what is in it. */
interface WrittenManifest {
  readonly target: string;
  readonly text: string;
}

/** Writes manifests below a folder, all or none: a file that says something else already is not overwritten without `force`. */
export async function writeManifests(
  manifests: readonly WrittenManifest[],
  folder: string,
  force: boolean,
): Promise<void> {
  const targets = manifests.map(({ target }) => target);
  const twice = targets.filter((target, index) => targets.indexOf(target) !== index);
  if (twice.length > 0) {
    throw new WorkshopError(
      `two files would both be written to ${twice.map((target) => path.join(folder, target)).join(', ')}; give the folder that they are in, or convert them one by one`,
    );
  }
  if (!force) {
    const taken: string[] = [];
    for (const { target, text } of manifests) {
      const file = path.join(folder, target);
      const present = await readFile(file, 'utf8').catch(() => undefined);
      if (present !== undefined && present !== text) taken.push(file);
    }
    if (taken.length > 0) {
      throw new WorkshopError(
        `${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} there already, with other content; nothing was written. --force overwrites`,
      );
    }
  }
  for (const { target, text } of manifests) {
    const file = path.join(folder, target);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    } catch (error) {
      throw new WorkshopError(`${file} cannot be written: ${(error as Error).message}`);
    }
  }
}

/** All manifests as one text of many documents. */
export function joinManifests(manifests: readonly Pick<WrittenManifest, 'text'>[]): string {
  return manifests
    .filter(({ text }) => text.trim() !== '')
    .map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`))
    .reduce((before, text) => {
      if (before === '') return text;
      return /^---(\s|$)/.test(text) ? before + text : `${before}---\n${text}`;
    }, '');
}
