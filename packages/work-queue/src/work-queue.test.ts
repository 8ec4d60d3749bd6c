import { expect, it, onTestFinished } from 'vitest';
import { WorkQueue, type WorkQueueOptions } from './work-queue.ts';

/** So long that a test which waits for it has failed. */
const NEVER = { firstMs: 9e8, longestMs: 9e8 };

function start(options: Partial<WorkQueueOptions<string>> & Pick<WorkQueueOptions<string>, 'work'>) {
  const failures: string[] = [];
  const queue = new WorkQueue<string>({
    backOff: NEVER,
    atOnce: 1,
    onFailure: (key, error) => failures.push(`${key}: ${error}`),
    ...options,
  });
  onTestFinished(() => queue.stop());
  return { queue, failures };
}

it('loses nothing that is asked for at any moment around the end of a run', async () => {
  for (let steps = 0; steps < 30; steps++) {
    let wanted = 0;
    let seen = 0;
    let over: (() => void) | undefined;
    const { queue } = start({
      work() {
        seen = wanted;
        over?.();
        return undefined;
      },
    });
    wanted = 1;
    over = () => {
      over = undefined;
      void (async () => {
        for (let step = 0; step < steps; step++) await undefined;
        wanted = 2;
        queue.add('a');
      })();
    };
    queue.add('a');
    await expect.poll(() => seen, { message: `asked for ${steps} steps after the end` }).toBe(2);
  }
});

it('makes one run of what is asked for together, none of it in the call', async () => {
  const runs: string[] = [];
  const { queue } = start({
    work(key) {
      runs.push(key);
      return undefined;
    },
  });
  for (const key of ['a', 'a', 'b', 'a', 'last']) queue.add(key);
  expect(runs).toEqual([]);
  await expect.poll(() => runs).toContain('last');
  expect(runs).toEqual(['a', 'b', 'last']);
});

it('goes on with all other keys when the work on one fails, at once or later, and when nobody can be told', async () => {
  const done: string[] = [];
  const { queue } = start({
    work(key) {
      if (key === 'throws') throw new Error('at once');
      if (key === 'rejects') return Promise.reject(new Error('later'));
      done.push(key);
      return undefined;
    },
    onFailure() {
      throw new Error('the log is full');
    },
  });
  for (const key of ['throws', 'a', 'rejects', 'b']) queue.add(key);
  await expect.poll(() => done).toEqual(['a', 'b']);
});

it('tries again by itself what has failed, and says so each time', async () => {
  let left = 3;
  const { queue, failures } = start({
    backOff: { firstMs: 1, longestMs: 4 },
    async work() {
      left -= 1;
      if (left > 0) throw new Error(`${left} to go`);
      return undefined;
    },
  });
  queue.add('a');
  await expect.poll(() => left).toBe(0);
  expect(failures).toEqual(['a: Error: 2 to go', 'a: Error: 1 to go']);
});

it('works on so many keys at a time, and on each once', async () => {
  let now = 0;
  let most = 0;
  const running = new Set<string>();
  const counts = new Map<string, number>();
  const { queue } = start({
    atOnce: 3,
    async work(key) {
      expect(running.has(key)).toBe(false);
      running.add(key);
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      running.delete(key);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count < 3) queue.add(key);
      return undefined;
    },
  });
  const keys = ['a', 'b', 'c', 'd', 'e'];
  for (const key of keys) queue.add(key);
  await expect.poll(() => [...counts.values()]).toEqual(keys.map(() => 3));
  expect(most).toBe(3);
});

it('ends what runs when it is stopped, and starts nothing more', async () => {
  const ended: string[] = [];
  const { queue, failures } = start({
    async work(key, signal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended.push(key);
      throw signal.reason;
    },
  });
  queue.add('a');
  queue.add('b');
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  await queue.stop();
  queue.add('c');
  expect([ended, failures]).toEqual([['a'], []]);
});
