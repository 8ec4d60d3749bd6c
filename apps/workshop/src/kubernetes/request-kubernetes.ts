import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { ApiAccess } from '@mesh-workshop/kubernetes-api';

/** What the Kubernetes API answered. */
interface KubernetesAnswer {
  readonly status: number;
  readonly body: string;
}

const LIMIT_MS = 10_000;

/** Sends a GET with the token of `api`, to the server that has its certificate. Rejects when there is no whole answer after 10 s. */
export async function requestKubernetes(
  api: ApiAccess,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<KubernetesAnswer> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(path, api.url),
      {
        ca: api.certificateAuthority,
        headers: { accept: 'application/json', ...headers, authorization: `Bearer ${api.token}` },
        signal,
      },
      (response) => {
        const { statusCode = 0 } = response;
        text(response).then((body) => resolve({ status: statusCode, body }), reject);
      },
    );
    outgoing.on('error', (error) => reject(signal.aborted ? (signal.reason as Error) : error));
    outgoing.end();
  });
}
