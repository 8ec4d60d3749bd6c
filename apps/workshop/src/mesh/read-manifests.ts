import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Manifest } from '@mesh-workshop/appmesh-kubernetes';
import { WorkshopError } from '../workshop-error.ts';

/** A manifest, and where it belongs below a folder that is written. */
export interface FoundManifest extends Manifest {
  readonly target: string;
}

const STANDARD_INPUT = '-';
const EXTENSIONS = ['.json', '.yaml', '.yml'];

/** Reads files, whole folders (what ends in .yaml, .yml or .json), and for `-` the standard input. */
export async function readManifests(
  paths: readonly string[],
  standardInput: NodeJS.ReadableStream,
): Promise<readonly FoundManifest[]> {
  const found: FoundManifest[] = [];
  for (const given of paths) {
    if (given === STANDARD_INPUT) {
      found.push({ file: '<standard input>', target: 'stdin.yaml', text: await text(standardInput) });
      continue;
    }
    for (const { file, target } of await listFiles(given)) {
      found.push({ file, target, text: await readText(file) });
    }
  }
  return found;
}

async function listFiles(given: string): Promise<readonly { file: string; target: string }[]> {
  const found = await stat(given).catch((error: NodeJS.ErrnoException) => {
    throw new WorkshopError(
      error.code === 'ENOENT'
        ? `there is no file or folder ${given}`
        : `${given} cannot be read: ${error.message}`,
    );
  });
  if (!found.isDirectory()) return [{ file: given, target: path.basename(given) }];
  const entries = await readdir(given, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && EXTENSIONS.includes(path.extname(entry.name)))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) {
    throw new WorkshopError(
      `folder ${given} has no manifests: nothing in it ends in ${EXTENSIONS.join(', ')}`,
    );
  }
  return files.map((file) => ({ file, target: path.relative(given, file) }));
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new WorkshopError(`${file} cannot be read: ${error.message}`);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WorkshopError(`${file} is not UTF-8 text; a manifest has to be`);
  }
}
