/** Where a call may go through a proxy, and for which hosts it may not. */
export interface ProxySettings {
  /** An http:// URL; undefined: no proxy. */
  readonly httpProxy: string | undefined;
  /** As in NO_PROXY: `*`, hosts, domains (`.example.org`, `*.example.org`), each with or without a port. */
  readonly noProxy: string;
}

/** The proxy that a URL is to be called through, if any. A host in `noProxy` stands for its subdomains too, as in curl. */
export function proxyFor(url: URL, { httpProxy, noProxy }: ProxySettings): string | undefined {
  if (httpProxy === undefined) return undefined;
  const host = url.hostname.toLowerCase();
  const port = url.port === '' ? '80' : url.port;
  const exempt = noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || matchesEntry(host, port, entry));
  return exempt ? undefined : httpProxy;
}

function matchesEntry(host: string, port: string, entry: string): boolean {
  const [, name = '', entryPort] = entry.match(/^(\[.*\]|[^:]*)(?::(\d+))?$/) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}
