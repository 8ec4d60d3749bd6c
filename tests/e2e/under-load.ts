import { expect } from 'vitest';
import { awaitAnswers } from '../../apps/workshop/src/load/await-answers.ts';
import type { LoadOptions } from '../../apps/workshop/src/load/load-messages.ts';
import type { LoadReport } from '../../apps/workshop/src/load/load-report.ts';
import { startLoad } from '../../apps/workshop/src/load/start-load.ts';

/** What the load balancer of the order tutorial answers. */
export const ANSWER = { form: 'lines', services: ['Order', 'Product', 'Customer'] } as const;

/** Requests before and after the action, so that it lies within the load on both sides. */
const MARGIN_REQUESTS = 120;

/** Does something while up to 120 requests/s go through the load balancer, and expects none of them to be lost. */
export async function underLoad(
  url: string,
  action: () => Promise<void>,
  answer: LoadOptions['answer'] = ANSWER,
): Promise<LoadReport> {
  const load = await startLoad({
    url,
    answer,
    requestsPerSecond: 120,
    newConnectionEvery: 10,
  });
  const further = async () => {
    await awaitAnswers(load, load.outcomes().length, MARGIN_REQUESTS);
  };
  try {
    await further();
    await action();
    await further();
    const report = await load.stop();
    expect(report.failures).toEqual([]);
    expect(report.failed).toBe(0);
    return report;
  } finally {
    load.kill();
  }
}
