import { expect, it } from 'vitest';
import { createStartSlots } from './start-slots.ts';

it('runs as many at a time as there are slots, in order, also after a failure', async () => {
  const slots = createStartSlots(2);
  const finish: (() => void)[] = [];
  const begun: number[] = [];
  const work = [0, 1, 2, 3].map((index) =>
    slots
      .take(
        () =>
          new Promise<void>((resolve, reject) => {
            begun.push(index);
            finish[index] = index === 0 ? () => reject(new Error('broken')) : resolve;
          }),
      )
      .catch(() => undefined),
  );
  await expect.poll(() => begun).toEqual([0, 1]);
  finish[0]?.();
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  finish[1]?.();
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  finish[2]?.();
  finish[3]?.();
  await Promise.all(work);
});
