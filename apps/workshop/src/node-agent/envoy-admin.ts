import { LOOPBACK } from './pod-ports.ts';
import { type LoopbackAnswer, requestLoopback } from './request-loopback.ts';

const LISTENERS_ACCEPTED = 'listener_manager.lds.update_success';

/** Calls an Envoy's admin endpoint; undefined when nobody answers. */
export function callEnvoyAdmin(
  adminPort: number,
  method: 'GET' | 'POST',
  path: string,
): Promise<LoopbackAnswer | undefined> {
  return requestLoopback({ host: LOOPBACK, port: adminPort, path, method });
}

/** Whether Envoy is LIVE: it has listeners from its control plane. Gives why not. */
export async function checkEnvoyLive(adminPort: number): Promise<string | undefined> {
  const answer = await callEnvoyAdmin(adminPort, 'GET', '/ready');
  if (answer === undefined) return 'Envoy does not answer';
  return answer.status === 200 ? undefined : `Envoy is ${answer.body.trim()}`;
}

/**
 * Whether a sidecar can take requests: LIVE, and its listeners accepted once. An Envoy that could not bind one of them calls itself LIVE all the
 * same, and somebody else would get its requests.
 */
export async function checkSidecarReady(adminPort: number): Promise<string | undefined> {
  const notLive = await checkEnvoyLive(adminPort);
  if (notLive !== undefined) return notLive;
  const answer = await callEnvoyAdmin(adminPort, 'GET', `/stats?format=json&filter=${LISTENERS_ACCEPTED}`);
  if (answer === undefined) return 'Envoy does not answer';
  const accepted = readStats(answer.body).some(({ name, value }) => name === LISTENERS_ACCEPTED && value > 0);
  return accepted ? undefined : 'Envoy has not accepted its listeners';
}

/** Requests in flight through an Envoy, its admin endpoint aside, from the JSON of /stats?format=json. */
export function countActiveRequests(statsJson: string): number {
  return readStats(statsJson)
    .filter(({ name }) => name.endsWith('.downstream_rq_active') && !name.startsWith('http.admin.'))
    .reduce((sum, { value }) => sum + value, 0);
}

function readStats(json: string): readonly { readonly name: string; readonly value: number }[] {
  const { stats } = JSON.parse(json) as {
    readonly stats: readonly { readonly name?: string; readonly value?: number }[];
  };
  // Histograms have neither.
  return stats.map(({ name = '', value = 0 }) => ({ name, value }));
}
