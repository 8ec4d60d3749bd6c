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

/** Sends a GET with the kubeconfig's credentials. Rejects unless the answer is 200. */
export async function requestKubernetes(
  kubeConfig: KubeConfig,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL((kubeConfig.getCurrentCluster()?.server ?? '').replace(/\/$/, '') + path);
  const options: https.RequestOptions = { headers: { accept: 'application/json' }, signal };
  await kubeConfig.applyToHTTPSOptions(options);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(url, options, resolve);
    request.on('error', reject);
    // A watch is silent for long; a peer that is gone must show.
    request.on('socket', (socket) => socket.setKeepAlive(true, 30_000));
  });
  if (response.statusCode === 200) return response;
  const body = await text(response);
  throw new Error(`GET ${url} answered ${response.statusCode}: ${body.slice(0, 300)}`);
}
