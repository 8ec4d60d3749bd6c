import { requestOnce } from '../../load/request-once.ts';
import type { Check } from './check.ts';

/** One request to the load balancer is answered with exactly these lines. */
export function answersExactly(...lines: readonly string[]): Check {
  const expected = lines.join('\n');
  return {
    title: 'the load balancer answers the exact lines, each valid JSON',
    withinMs: 15_000,
    lookAt: ['service-proxy.log', 'pods/'],
    async look({ loadBalancer, signal }) {
      const exchange = await requestOnce(await loadBalancer(), { agent: false, timeoutMs: 2000, signal });
      const seen = exchange.answered
        ? `status ${exchange.status}: ${exchange.body.trimEnd()}`
        : exchange.reason;
      return {
        passed: exchange.answered && exchange.status === 200 && exchange.body.trimEnd() === expected,
        expected: `status 200: ${expected}`,
        seen,
      };
    },
  };
}
