import { isLate, REQUEST_LIMITS } from '../../load/load-outcome.ts';
import { requestOnce } from '../../load/request-once.ts';
import { type Check, SETTLES_WITHIN_MS } from './check.ts';

/** One request to the load balancer is answered with exactly these lines. */
export function answersExactly(...lines: readonly string[]): Check {
  const expected = lines.join('\n');
  return {
    title: 'the load balancer answers the exact lines, each valid JSON',
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['service-proxy.log', 'pods/'],
    async look({ loadBalancer, signal }) {
      const exchange = await requestOnce(await loadBalancer(), {
        agent: false,
        timeoutMs: REQUEST_LIMITS.lostAfterMs,
        signal,
      });
      const seen = exchange.answered
        ? `status ${exchange.status}: ${exchange.body.trimEnd()}`
        : exchange.reason;
      const late =
        exchange.answered && isLate(exchange.tookMs)
          ? ` (late, after ${Math.round(exchange.tookMs)} ms)`
          : '';
      return {
        passed: exchange.answered && exchange.status === 200 && exchange.body.trimEnd() === expected,
        // Lines of another version may still become those expected; an answer that is none does not.
        ...(exchange.answered && exchange.status === 200 ? {} : { final: true }),
        expected: `status 200: ${expected}`,
        seen: `${seen}${late}`,
      };
    },
  };
}
