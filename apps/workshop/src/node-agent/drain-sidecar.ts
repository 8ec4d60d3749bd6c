import { setTimeout as delay } from 'node:timers/promises';
import { callEnvoyAdmin, countActiveRequests } from './envoy-admin.ts';

const POLL_MS = 50;
/** Nothing in flight for this long counts as drained: a request may sit between two hops at the moment of one look. */
const QUIET_LOOKS = 3;

/**
 * Takes a sidecar out of service without losing a request: health checks fail, every answer closes its connection, and this resolves when nothing has been
 * in flight for a moment, or at the limit. The listeners stay open: the app may still need to call out.
 */
export async function drainSidecar(
  adminPort: number,
  limitMs: number,
): Promise<'drained' | 'limit' | 'gone'> {
  const deadline = performance.now() + limitMs;
  if ((await callEnvoyAdmin(adminPort, 'POST', '/healthcheck/fail')) === undefined) return 'gone';
  await callEnvoyAdmin(adminPort, 'POST', '/drain_listeners?graceful&skip_exit');
  let quiet = 0;
  while (performance.now() < deadline) {
    const answer = await callEnvoyAdmin(adminPort, 'GET', '/stats?format=json&filter=downstream_rq_active');
    if (answer === undefined) return 'gone';
    quiet = countActiveRequests(answer.body) === 0 ? quiet + 1 : 0;
    if (quiet >= QUIET_LOOKS) return 'drained';
    await delay(POLL_MS);
  }
  return 'limit';
}
