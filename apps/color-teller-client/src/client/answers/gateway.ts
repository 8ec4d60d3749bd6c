import axios, { isAxiosError } from 'axios';
import type { NewAnswer } from './answer-history.ts';

/** Longer than the gateway waits for the backend, so that the gateway's words arrive. */
const TIMEOUT_MS = 5_000;

/** Its own errors name who is to blame. */
const GATEWAY = 'color-teller-client';

/** In characters; the longest color name of CSS has 20. */
const LONGEST_TEXT = 160;

const gateway = axios.create({ baseURL: '/gateway', timeout: TIMEOUT_MS });

/** Asks for the color. Rejects only when the signal ends the question; everything else is an answer. */
export async function askColor(signal: AbortSignal): Promise<NewAnswer> {
  const start = performance.now();
  const answer = await gateway.get<unknown>('/color', { signal }).then(
    ({ data }) => readColor(data),
    (error: unknown) => {
      if (signal.aborted) throw error;
      return { reason: describeProblem(error) };
    },
  );
  return { ...answer, latencyMs: performance.now() - start };
}

/** Asks for the version of the client that answers; undefined when it does not say. */
export async function askVersion(signal: AbortSignal): Promise<string | undefined> {
  try {
    const { data } = await gateway.get<unknown>('/version', { signal });
    return readText(data, 'version');
  } catch {
    // The banner already says that the gateway does not answer.
    return undefined;
  }
}

function readColor(body: unknown): { color: string } | { reason: string } {
  const color = readText(body, 'color');
  return color === undefined ? { reason: 'the answer does not name a color' } : { color };
}

function readText(body: unknown, member: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Reflect.get(body, member);
  // Whatever is answered, the page must not burst.
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_TEXT) : undefined;
}

function describeProblem(error: unknown): string {
  if (!isAxiosError(error)) return String(error);
  if (error.response !== undefined) {
    const { status, data } = error.response;
    const service = readText(data, 'service');
    const reason = readText(data, 'error');
    if (reason === undefined) return `the gateway answered ${status}`;
    return service === undefined || service === GATEWAY ? reason : `${service}: ${reason}`;
  }
  if (error.code === 'ECONNABORTED') return `the gateway gave no answer within ${TIMEOUT_MS / 1000} s`;
  return 'the gateway cannot be reached';
}
