import { type MeshModel, parseProxyIdentity } from '@mesh-workshop/appmesh';
import { resourceBehind } from '@mesh-workshop/envoy';
import type { ConnectedProxy, ProxyNode, ProxyStatus, ResourceSet, XdsServer } from '@mesh-workshop/xds';
import type { Logger } from 'pino';
import { Feed } from '../feed.ts';
import { type ProxyView, viewProxy } from './proxy-view.ts';
import { type PublishProblem, rejections } from './publish-problem.ts';
import {
  describeProxy,
  type ProxyDescription,
  type ProxyTranslation,
  translationKey,
} from './translate-proxy.ts';

/** A connected proxy, and what came of publishing to it. */
export interface ProxyRecord {
  readonly proxyId: string;
  readonly node: ProxyNode;
  readonly description: ProxyDescription;
  readonly group: ProxyGroup;
  /** What was published to it last. */
  resources?: ResourceSet;
  /** Why the newest state of the mesh is not published to it; absent when it is. */
  reason?: string;
  problems: readonly PublishProblem[];
}

/** Connected proxies that get the same configuration. */
export interface ProxyGroup {
  /** Their `translationKey`. */
  readonly key: string;
  /** Of one of them; they differ in nothing that matters. */
  readonly node: ProxyNode;
  readonly proxies: Set<ProxyRecord>;
  /** What all of them were given last; absent when one of them has to be looked at. */
  given?: ProxyTranslation;
  /** The mesh that the last resources were made from. */
  mesh?: MeshModel;
}

/** Every connected proxy: who it is, what was published to it, and what it made of that. */
export class Proxies {
  /** How often a proxy rejected what it was sent, since the start. */
  nacks = 0;
  readonly #xds: Pick<XdsServer, 'follow' | 'proxies' | 'inUse'>;
  readonly #logger: Logger;
  readonly #feed = new Feed();
  readonly #proxies = new Map<string, ProxyRecord>();
  /** By `translationKey`. */
  readonly #groups = new Map<string, ProxyGroup>();
  /** Rejections that have been logged, by proxy, so that each is logged once. */
  readonly #logged = new Map<string, Set<string>>();

  constructor(xds: Pick<XdsServer, 'follow' | 'proxies' | 'inUse'>, logger: Logger) {
    this.#xds = xds;
    this.#logger = logger;
    xds.follow({
      onConnect: (proxy) => this.#connected(proxy),
      onDisconnect: (proxyId) => {
        this.#disconnected(proxyId);
        this.#feed.tell();
      },
      onStatus: (status) => {
        this.#logRejections(status);
        this.#feed.tell();
      },
    });
  }

  /** Calls `follower` whenever what is known of them may have changed by something that they did. */
  follow(follower: () => void): void {
    this.#feed.follow(follower);
  }

  groups(): Iterable<ProxyGroup> {
    return this.#groups.values();
  }

  /** All proxies as people see them, those that connected first first. */
  views(): readonly ProxyView[] {
    return this.#withStatus().map(([proxy, status]) => {
      const { description, resources, reason } = proxy;
      return viewProxy(status, {
        ...description,
        published: resources !== undefined,
        rejections: rejectionsOf(proxy, status),
        ...(reason === undefined ? {} : { reason }),
      });
    });
  }

  /** What was wrong with the newest configuration of each proxy, and what it refused. */
  problems(): readonly PublishProblem[] {
    return this.#withStatus().flatMap(([proxy, status]) => [
      ...proxy.problems,
      ...rejectionsOf(proxy, status),
    ]);
  }

  /** What was published to the proxy last. */
  snapshot(proxyId: string): ResourceSet | undefined {
    return this.#proxies.get(proxyId)?.resources;
  }

  /** Resource sets that the proxy may be using now. */
  inUse(proxyId: string): readonly ResourceSet[] {
    return this.#xds.inUse(proxyId);
  }

  #withStatus(): readonly (readonly [ProxyRecord, ProxyStatus])[] {
    return this.#xds.proxies().flatMap((status) => {
      const proxy = this.#proxies.get(status.proxyId);
      return proxy ? [[proxy, status] as const] : [];
    });
  }

  #connected({ proxyId, node }: ConnectedProxy): void {
    const key = translationKey(node);
    const group = this.#groups.get(key) ?? { key, node, proxies: new Set() };
    this.#groups.set(key, group);
    const proxy: ProxyRecord = { proxyId, node, description: describeProxy(node), group, problems: [] };
    this.#proxies.set(proxyId, proxy);
    group.proxies.add(proxy);
    delete group.given;
    this.#logged.set(proxyId, new Set());
    this.#logger.info({ proxyId, nodeId: node.id }, 'proxy connected');
  }

  #disconnected(proxyId: string): void {
    const proxy = this.#proxies.get(proxyId);
    this.#proxies.delete(proxyId);
    this.#logged.delete(proxyId);
    proxy?.group.proxies.delete(proxy);
    if (proxy?.group.proxies.size === 0) this.#groups.delete(proxy.group.key);
    this.#logger.info({ proxyId, nodeId: proxy?.node.id }, 'proxy disconnected');
  }

  #logRejections({ proxyId, node, types }: ProxyStatus): void {
    for (const [type, { nack }] of Object.entries(types)) {
      const rejection = `${type} ${nack?.version} ${nack?.at}`;
      const logged = this.#logged.get(proxyId);
      if (nack === undefined || !logged || logged.has(rejection)) continue;
      logged.add(rejection);
      this.nacks += 1;
      this.#logger.error(
        { proxyId, nodeId: node.id, type, version: nack.version, message: nack.message },
        'proxy rejected its configuration and goes on with the one before; if it restarts, it has none',
      );
    }
  }
}

/** What the proxy refused, with the App Mesh resources behind it. */
function rejectionsOf({ node, description, group }: ProxyRecord, status: ProxyStatus) {
  const identity = parseProxyIdentity(node.id);
  const { mesh } = group;
  return rejections(status, {
    own: description.resource,
    behind: (type, name) =>
      identity && mesh ? resourceBehind(mesh, identity, { type, name }) : description.resource,
  });
}
