import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** Every executable file of this name on PATH, in order; directories in `except` are left out. */
export function findExecutables(
  name: string,
  searchPath: string | undefined,
  except: readonly string[] = [],
): readonly string[] {
  const directories = (searchPath ?? '').split(path.delimiter).filter((it) => path.isAbsolute(it));
  return [...new Set(directories)]
    .filter((directory) => !except.includes(path.resolve(directory)))
    .map((directory) => path.join(directory, name))
    .filter(isExecutable);
}

/** Whether the path is a file that may be executed. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
