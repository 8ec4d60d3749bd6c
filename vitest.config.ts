import { defineConfig } from 'vitest/config';

/** Tests that start whole environments: they need the machine for themselves, as what they measure is under load. */
const END_TO_END = ['tests/e2e/**/*.test.ts'];

export default defineConfig({
  test: {
    // Two cores: more workers only make real Envoys and real sockets wait for each other.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['{packages,services,apps}/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: END_TO_END,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: END_TO_END,
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    // Polling ends as soon as the expectation holds; the limit is for a busy machine.
    expect: { poll: { timeout: 10_000 } },
  },
});
