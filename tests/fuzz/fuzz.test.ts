import { expect, it } from 'vitest';
import { runSurface } from './run-surface.ts';
import { SURFACES } from './surfaces.ts';

/** `pnpm fuzz` sends two hundred times as many, and looks at the heap. Another seed each time: the same inputs would find nothing new. */
const INPUTS = 500;
const seed = Math.floor(Math.random() * 2 ** 31);

it.each(SURFACES)(`$name withstands arbitrary input (pnpm fuzz --seed ${seed})`, async (surface) => {
  const { violations } = await runSurface(surface, { seed, inputs: INPUTS });
  expect(violations).toEqual([]);
});
