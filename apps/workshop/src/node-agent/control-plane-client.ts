import { request } from 'node:http';
import type { PortAddress } from './pod-ports.ts';

/** State of one proxy as the control plane's admin endpoint tells it. */
export interface ProxyReport {
  readonly proxyId: string;
  readonly nodeId: string;
  readonly pod?: string;
  readonly namespace?: string;
  /** as `mesh/demomesh/virtualNode/product-vn`; absent for the service proxy */
  readonly resource?: string;
  readonly state: 'synced' | 'pending' | 'waiting' | 'stale' | 'rejected';
  readonly reason?: string;
}

/** What the local target asks the control plane's admin endpoint. Every call gives undefined when it does not answer. */
export interface ControlPlaneClient {
  isReady(): Promise<boolean>;
  proxies(): Promise<readonly ProxyReport[] | undefined>;
  /** ids of the proxies that may still send requests to an address */
  endpointUsers(endpoint: PortAddress): Promise<readonly string[] | undefined>;
}

const TIMEOUT_MS = 5000;

/** A client for the admin endpoint at `url`, as http://127.0.0.1:7403. */
export function createControlPlaneClient(url: string): ControlPlaneClient {
  return {
    async isReady() {
      return (await get(`${url}/ready`))?.status === 200;
    },
    async proxies() {
      const answer = await getJson<{ proxies: readonly ProxyReport[] }>(`${url}/proxies`);
      return answer?.proxies;
    },
    async endpointUsers({ address, port }) {
      const answer = await getJson<{ proxies: readonly { proxyId: string }[] }>(
        `${url}/endpoint-users?address=${address}&port=${port}`,
      );
      return answer?.proxies.map((it) => it.proxyId);
    },
  };
}

async function getJson<T>(url: string): Promise<T | undefined> {
  const answer = await get(url);
  return answer?.status === 200 ? (JSON.parse(answer.body) as T) : undefined;
}

function get(url: string): Promise<{ readonly status: number; readonly body: string } | undefined> {
  return new Promise((resolve) => {
    const sent = request(url, { agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', () => resolve(undefined));
    });
    sent.setTimeout(TIMEOUT_MS, () => sent.destroy());
    sent.on('error', () => resolve(undefined));
    sent.end();
  });
}
