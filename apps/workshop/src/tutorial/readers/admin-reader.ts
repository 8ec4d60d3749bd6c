import { readJson } from './read-json.ts';

/** One Envoy as the control plane sees it. */
export interface ProxyView {
  readonly proxyId: string;
  readonly nodeId: string;
  readonly pod?: string;
  /** For example `mesh/demomesh/virtualNode/product-vn`; absent for the service proxy. */
  readonly resource?: string;
  readonly state: 'synced' | 'pending' | 'waiting' | 'stale' | 'rejected';
  readonly reason?: string;
}

/** One write through the API and how it reached the Envoys. Times are epoch milliseconds. */
export interface ChangeView {
  readonly id: number | string;
  /** For example `mesh/demomesh/virtualRouter/product-vr/route/product-r`. */
  readonly resource: string;
  readonly operation: string;
  /** When the API's answer was handed to the socket. */
  readonly answeredAt: number;
  readonly lastAckAt?: number;
  /** How many Envoys it concerns, and how many of them have acknowledged it. */
  readonly proxies: number;
  readonly acked: number;
}

/** Looks at the control plane through its admin address. */
export interface AdminReader {
  proxies(): Promise<readonly ProxyView[]>;
  /** The answered ones, oldest first; a bounded list. */
  changes(): Promise<readonly ChangeView[]>;
}

/** `admin` is the base URL of the control plane's admin endpoint. */
export function createAdminReader(admin: string, signal: AbortSignal): AdminReader {
  const read = async (path: string) => {
    const url = new URL(path, admin).href;
    const document = await readJson(url, signal);
    if (document === undefined) throw new Error(`GET ${url}: status 404`);
    return document;
  };
  return {
    proxies: async () => ((await read('/proxies')) as { proxies: readonly ProxyView[] }).proxies,
    async changes() {
      const { changes } = (await read('/changes')) as { changes: readonly Partial<ChangeView>[] };
      // A write that is being answered right now has no stamp yet.
      return changes.filter((change): change is ChangeView => change.answeredAt !== undefined);
    },
  };
}
