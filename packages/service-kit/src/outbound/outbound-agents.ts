import { Agent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { type ProxySettings, proxyFor } from './proxy-for.ts';

/** Which agent makes the connections for a URL. */
export interface OutboundAgents {
  /** Keeps connections for later calls. */
  keepAlive(url: URL): Agent;
  /** Makes a new connection for every call. */
  oneShot(url: URL): Agent;
}

/**
 * How long an unused connection is kept. It must be less than any server keeps it, else a request
 * is written onto a connection that its server is closing: services keep theirs 75 s, Envoy 60 s
 * or more. A server that announces less in `Keep-Alive: timeout=` is believed by Node's agent.
 */
const IDLE_CONNECTION_MS = 30_000;

/** Agents that go through the proxy where the settings say so. */
export function createOutboundAgents(settings: ProxySettings): OutboundAgents {
  const keepAlive = agentPair(settings.httpProxy, { keepAlive: true, timeout: IDLE_CONNECTION_MS });
  const oneShot = agentPair(settings.httpProxy, { keepAlive: false });
  const pick = (pair: AgentPair) => (url: URL) =>
    proxyFor(url, settings) === undefined ? pair.direct : pair.proxied;
  return { keepAlive: pick(keepAlive), oneShot: pick(oneShot) };
}

/**
 * The agent for a library that makes requests by itself and knows no proxy settings, as the libraries that forward requests do
 * (http-proxy-middleware, http-proxy-3, express-http-proxy): it keeps connections, and goes through the proxy where the settings say so for `url`,
 * an http:// URL. Such a library must also set the Host header to the target's (`changeOrigin: true`), or the proxy looks for the browser's host.
 */
export function createOutboundAgent(settings: ProxySettings, url: string): Agent {
  return createOutboundAgents(settings).keepAlive(new URL(url));
}

interface AgentPair {
  readonly direct: Agent;
  readonly proxied: Agent;
}

function agentPair(proxy: string | undefined, options: { keepAlive: boolean; timeout?: number }): AgentPair {
  const direct = new Agent(options);
  return { direct, proxied: proxy === undefined ? direct : new HttpProxyAgent(proxy, options) };
}
