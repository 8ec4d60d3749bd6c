import { REQUEST_LIMITS } from '../../load/load-outcome.ts';
import { type Check, SETTLES_WITHIN_MS } from './check.ts';

const REQUESTS = 50;

/** Every answer of the load balancer to a request with these headers has these members: what routes that look at headers and cookies promise. */
export function answersWith(
  headers: Readonly<Record<string, string>>,
  members: Readonly<Record<string, string>>,
): Check {
  const sent = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const expected = JSON.stringify(members);
  return {
    title: `whoever sends ${sent.join(' and ') || 'nothing special'} is answered ${expected}`,
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['control-plane.log', 'pods/'],
    async look({ loadBalancer, signal }) {
      const url = await loadBalancer();
      const seen = new Map<string, number>();
      for (let count = 0; count < REQUESTS; count += 1) {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_LIMITS.lostAfterMs)]);
        const response = await fetch(url, { headers, signal: limit });
        const body = await response.text();
        const answer = response.status === 200 ? pick(body, members) : `status ${response.status}: ${body}`;
        seen.set(answer, (seen.get(answer) ?? 0) + 1);
      }
      return {
        passed: seen.get(expected) === REQUESTS,
        expected: `${expected}, ${REQUESTS} times`,
        seen: [...seen].map(([answer, times]) => `${answer}, ${times} times`).join('; '),
      };
    },
  };
}

/** The members that are looked at, as JSON. */
function pick(body: string, members: Readonly<Record<string, string>>): string {
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null) return body;
  return JSON.stringify(
    Object.fromEntries(Object.keys(members).map((name) => [name, Reflect.get(parsed, name)])),
  );
}
