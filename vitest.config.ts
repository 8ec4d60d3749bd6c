import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,services,apps}/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    // Two cores: more workers only make real Envoys and real sockets wait for each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Polling ends as soon as the expectation holds; the limit is for a busy machine.
    expect: { poll: { timeout: 10_000 } },
  },
});
