import express from 'express';
import request from 'supertest';
import { expect, test } from 'vitest';
import { faultInjection } from './fault-injection.ts';

test('with DELAY_MS=50 an answer takes at least that long', async () => {
  const start = performance.now();
  const response = await request(appWith({ delayMs: 50, failureRate: 0 })).get('/');
  expect(response.status).toBe(200);
  // Timers count in whole milliseconds.
  expect(performance.now() - start).toBeGreaterThanOrEqual(49);
});

test.each([
  [0, 0, 200],
  [25, 0.2499, 500],
  [25, 0.25, 200],
  [0.5, 0.0049, 500],
  [0.5, 0.005, 200],
  [100, 0.9999, 500],
])('with FAILURE_RATE=%d a draw of %d is answered %d', async (failureRate, draw, status) => {
  const app = appWith({ delayMs: 0, failureRate }, () => draw);
  expect((await request(app).get('/')).status).toBe(status);
});

function appWith(faults: { delayMs: number; failureRate: number }, random?: () => number) {
  const app = express();
  app.use(faultInjection('Test', faults, random));
  app.use((_request, response) => {
    response.end();
  });
  return app;
}
