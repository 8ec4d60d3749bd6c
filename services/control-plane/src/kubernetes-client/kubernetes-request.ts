import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';

/** Reads a kubeconfig file. Throws with the reason when it cannot be read or names no cluster. */
export function loadKubeConfig(file: string): KubeConfig {
  const loaded = new KubeConfig();
  loaded.loadFromFile(file);
  if (!loaded.getCurrentCluster()) throw new Error(`${file} names no current context with a cluster`);
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    users: loaded.users,
    contexts: loaded.contexts,
    currentContext: loaded.currentContext,
    // The client refuses plain HTTP unless TLS verification is off; where there is no TLS, there is nothing to verify.
    clusters: loaded.clusters.map((cluster) =>
      cluster.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster,
    ),
  });
  return kubeConfig;
}

/** The Kubernetes API answered, but not with success. */
export class KubernetesAnswerError extends Error {
  override readonly name = 'KubernetesAnswerError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Sends a GET with the kubeconfig's credentials. Rejects unless the answer is a success. */
export async function requestKubernetes(
  kubeConfig: KubeConfig,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return send(kubeConfig, 'GET', path, undefined, signal);
}

/** Sends a JSON merge patch. Rejects unless the answer is a success; its body is the object as it is now, and is not read. */
export async function patchKubernetes(
  kubeConfig: KubeConfig,
  path: string,
  patch: object,
  signal: AbortSignal,
): Promise<void> {
  const response = await send(kubeConfig, 'PATCH', path, JSON.stringify(patch), signal);
  response.resume();
}

async function send(
  kubeConfig: KubeConfig,
  method: 'GET' | 'PATCH',
  path: string,
  body: string | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL((kubeConfig.getCurrentCluster()?.server ?? '').replace(/\/$/, '') + path);
  const options: https.RequestOptions = {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/merge-patch+json' }),
    },
    signal,
  };
  await kubeConfig.applyToHTTPSOptions(options);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, options, resolve);
    request.on('error', reject);
    // A watch is silent for long; a peer that is gone must show.
    request.on('socket', (socket) => socket.setKeepAlive(true, 30_000));
    request.end(body);
  });
  const { statusCode = 0 } = response;
  if (statusCode >= 200 && statusCode < 300) return response;
  const answer = await text(response);
  throw new KubernetesAnswerError(
    `${method} ${url} answered ${statusCode}: ${answer.slice(0, 300)}`,
    statusCode,
  );
}
