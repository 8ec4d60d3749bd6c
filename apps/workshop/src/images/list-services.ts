import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';

/** The names of the workspace's services, sorted. */
export function listServices(): readonly string[] {
  const directory = path.join(CHECKOUT, 'services');
  return readdirSync(directory)
    .filter((name) => existsSync(path.join(directory, name, 'package.json')))
    .sort();
}
