import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** One numbered script of a tutorial. */
export interface Step {
  /** `07-canary-product.sh` */
  readonly file: string;
  readonly path: string;
  readonly number: number;
  /** `canary product` */
  readonly title: string;
}

/** Steps from this number on take down what the others have built. */
const FIRST_CLEAN_UP_NUMBER = 90;

/** The numbered scripts of a directory in their order, those that teach apart from those that clean up. */
export async function listSteps(
  directory: string,
): Promise<{ teaching: readonly Step[]; cleanUp: readonly Step[] }> {
  const files = (await readdir(directory)).filter((file) => /^\d+-.+\.sh$/.test(file));
  const steps = files
    .map((file) => ({
      file,
      path: path.join(directory, file),
      number: Number.parseInt(file, 10),
      title: file.replace(/^\d+-/, '').replace(/\.sh$/, '').replaceAll('-', ' '),
    }))
    .sort((a, b) => a.number - b.number);
  return {
    teaching: steps.filter((step) => step.number < FIRST_CLEAN_UP_NUMBER),
    cleanUp: steps.filter((step) => step.number >= FIRST_CLEAN_UP_NUMBER),
  };
}
