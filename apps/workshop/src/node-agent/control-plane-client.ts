import type { PortAddress } from './pod-ports.ts';
import { type LoopbackAnswer, requestLoopback } from './request-loopback.ts';

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

/** A connected proxy; without `pod`, the service proxy. */
export interface ProxyName {
  readonly proxyId: string;
  readonly pod?: string;
  readonly namespace?: string;
}

/** The connected proxies that may still send requests to an address, and those that surely do not. Of all others nothing is known. */
export interface EndpointUsers {
  readonly proxies: readonly ProxyName[];
  readonly letGo: readonly ProxyName[];
}

/** What the local target asks the control plane's admin endpoint. Every call gives undefined when it does not answer. */
export interface ControlPlaneClient {
  isReady(): Promise<boolean>;
  proxies(): Promise<readonly ProxyReport[] | undefined>;
  endpointUsers(endpoint: PortAddress): Promise<EndpointUsers | undefined>;
}

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
    endpointUsers({ address, port }) {
      return getJson<EndpointUsers>(`${url}/endpoint-users?address=${address}&port=${port}`);
    },
  };
}

async function getJson<T>(url: string): Promise<T | undefined> {
  const answer = await get(url);
  return answer?.status === 200 ? (JSON.parse(answer.body) as T) : undefined;
}

function get(url: string): Promise<LoopbackAnswer | undefined> {
  const { hostname, port, pathname, search } = new URL(url);
  return requestLoopback({ host: hostname, port, path: `${pathname}${search}` });
}
