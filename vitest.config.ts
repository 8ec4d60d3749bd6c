import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Tests that start whole environments. They come after the others, three at a time: what they wait for most is not the CPU. A late answer is no lost one,
 * so that they stand each other, as tutorials on one laptop do.
 */
const END_TO_END = ['tests/e2e/**/*.test.ts'];

/**
 * The one limit of the suite: how long any test waits for a state (`expect.poll` without a limit of its own). Polling ends as soon as the state is there, so
 * it costs nothing where all is well; it is for a machine that is busy with something else. No test has a shorter one, and none measures time by it.
 */
const STATE_LIMIT_MS = 60_000;
/** A test waits for several states, one after the other. */
const TEST_LIMIT_MS = 3 * STATE_LIMIT_MS;
/** A whole tutorial, step by step, on a machine that is busy with something else. */
const END_TO_END_LIMIT_MS = 20 * 60_000;

export default defineConfig({
  test: {
    // Two cores: more workers only make real Envoys and real sockets wait for each other.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['{packages,services,apps}/*/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
          // Packages that are linked into node_modules have their tests in their own folder.
          exclude: [...configDefaults.exclude, ...END_TO_END],
          testTimeout: TEST_LIMIT_MS,
          hookTimeout: TEST_LIMIT_MS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: END_TO_END,
          maxWorkers: 3,
          testTimeout: END_TO_END_LIMIT_MS,
          hookTimeout: END_TO_END_LIMIT_MS,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    expect: { poll: { timeout: STATE_LIMIT_MS } },
  },
});
