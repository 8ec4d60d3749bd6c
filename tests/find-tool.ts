import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a command-line tool is: the path in the variable, else the first one on the PATH, else undefined. */
export function findTool(name: string, variable: string): string | undefined {
  const named = process.env[variable];
  if (named !== undefined && named !== '') return named;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
