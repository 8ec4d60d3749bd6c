import { type MeshModel, type Problem, resolveMeshModels } from '@mesh-workshop/appmesh';
import type { ConnectedProxy, ProxyNode, ProxyStatus, ResourceSet, XdsServer } from '@mesh-workshop/xds';
import type { Logger } from 'pino';
import type { DocumentResources } from '../documents/document-resources.ts';
import type { ResolvedEndpoints } from '../endpoints/resolve-endpoints.ts';
import type { EndpointsSource } from '../endpoints/watch-endpoints.ts';
import type { ResourceStore, StoreChange } from '../store/resource-store.ts';
import { ChangeLog } from './change-log.ts';
import { epochMilliseconds } from './epoch-milliseconds.ts';
import { type ProxyView, viewProxy } from './proxy-view.ts';
import { notPublishable, type PublishProblem, rejections } from './publish-problem.ts';
import { Rounds } from './rounds.ts';
import {
  describeProxy,
  type ProxyDescription,
  type ProxyTranslation,
  translateProxy,
} from './translate-proxy.ts';

interface Proxy extends ProxyDescription {
  readonly node: ProxyNode;
  resources?: ResourceSet;
  /** The mesh that the resources were made from. */
  mesh?: MeshModel;
  reason?: string;
  problems: readonly PublishProblem[];
  /** Rejections that have been logged, so that each is logged once. */
  readonly logged: Set<string>;
}

const ENDPOINTS_UNKNOWN = 'the Kubernetes API has not answered yet, so no endpoints are known';
const DOCUMENTS_UNKNOWN = 'not all App Mesh objects have been read yet, so not all resources are known';

/**
 * Keeps every connected proxy at the newest configuration that can be made for it. Whatever changes only asks for a round; a round
 * looks at everything once and publishes to those proxies for which something is different.
 */
export class Publisher {
  readonly changes = new ChangeLog();
  /** How often a configuration was published, and how often it was refused, since the start. */
  readonly counts = { published: 0, refused: 0, nacks: 0 };
  readonly #options: PublisherOptions;
  readonly #proxies = new Map<string, Proxy>();
  readonly #rounds = new Rounds(() => this.#publishAll());
  #models: ReturnType<typeof resolveMeshModels> | undefined;
  #unpublished: number[] = [];
  #xds: XdsServer | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
    options.store.follow((change) => this.#changed(change));
  }

  /** The server that takes the configurations; proxies may have connected to it already. */
  serve(xds: XdsServer): void {
    this.#xds = xds;
    this.#rounds.request();
  }

  stop(): void {
    this.#rounds.stop();
  }

  connected({ proxyId, node }: ConnectedProxy): void {
    this.#proxies.set(proxyId, { node, ...describeProxy(node), problems: [], logged: new Set() });
    this.#options.logger.info({ proxyId, nodeId: node.id }, 'proxy connected');
    this.#rounds.request();
  }

  disconnected(proxyId: string): void {
    const proxy = this.#proxies.get(proxyId);
    this.#proxies.delete(proxyId);
    this.changes.disconnected(proxyId, epochMilliseconds());
    this.#options.logger.info({ proxyId, nodeId: proxy?.node.id }, 'proxy disconnected');
  }

  acknowledged(status: ProxyStatus): void {
    if (status.state === 'synced') this.changes.synced(status.proxyId, epochMilliseconds());
    for (const [type, { nack }] of Object.entries(status.types)) {
      const rejection = `${type} ${nack?.version} ${nack?.at}`;
      const logged = this.#proxies.get(status.proxyId)?.logged;
      if (nack === undefined || !logged || logged.has(rejection)) continue;
      logged.add(rejection);
      this.counts.nacks += 1;
      this.#options.logger.error(
        {
          proxyId: status.proxyId,
          nodeId: status.node.id,
          type,
          version: nack.version,
          message: nack.message,
        },
        'proxy rejected its configuration and goes on with the one before; if it restarts, it has none',
      );
    }
  }

  /** Endpoints have changed, or documents are known now. */
  inputChanged(): void {
    this.#rounds.request();
  }

  /** What is not known yet, so that nothing is published; undefined when everything is. */
  missingInput(): string | undefined {
    const { documents, endpoints } = this.#options;
    if (!endpoints.current()) return ENDPOINTS_UNKNOWN;
    return documents.isReady() ? undefined : DOCUMENTS_UNKNOWN;
  }

  views(): readonly ProxyView[] {
    const statuses = this.#xds?.proxies() ?? [];
    return statuses.flatMap((status) => {
      const proxy = this.#proxies.get(status.proxyId);
      if (!proxy) return [];
      const { node: _node, problems: _problems, logged: _logged, mesh: _mesh, resources, ...rest } = proxy;
      return [viewProxy(status, { ...rest, published: resources !== undefined })];
    });
  }

  /** Everything that is wrong anywhere, each thing once, however many proxies have it. */
  problems(): readonly PublishProblem[] {
    const { documents } = this.#options;
    const found: PublishProblem[] = [...documents.problems(), ...documents.locate(this.modelProblems())];
    for (const status of this.#xds?.proxies() ?? []) {
      const proxy = this.#proxies.get(status.proxyId);
      found.push(...(proxy?.problems ?? []), ...rejections(proxy?.resource, status));
    }
    return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
  }

  /** What is wrong with the resources. */
  modelProblems(): readonly Problem[] {
    return this.#resolveModels().problems;
  }

  /** What was published to the proxy last. */
  snapshot(proxyId: string): ResourceSet | undefined {
    return this.#proxies.get(proxyId)?.resources;
  }

  /** Resource sets that the proxy may be using now. */
  inUse(proxyId: string): readonly ResourceSet[] {
    return this.#xds?.inUse(proxyId) ?? [];
  }

  #changed(change: StoreChange): void {
    this.#models = undefined;
    this.#unpublished.push(change.id);
    this.changes.written(change);
    this.#rounds.request();
  }

  #resolveModels(): ReturnType<typeof resolveMeshModels> {
    this.#models ??= resolveMeshModels(this.#options.store.all());
    return this.#models;
  }

  #publishAll(): void {
    const xds = this.#xds;
    const endpoints = this.#options.endpoints.current();
    const missing = this.missingInput();
    if (!xds || !endpoints || missing !== undefined) {
      for (const proxy of this.#proxies.values()) if (missing !== undefined) proxy.reason = missing;
      return;
    }
    const affected: string[] = [];
    for (const [proxyId, proxy] of this.#proxies)
      if (this.#publish(xds, proxyId, proxy, endpoints)) affected.push(proxyId);
    this.changes.published(this.#unpublished, affected, epochMilliseconds());
    this.#unpublished = [];
    // A proxy that already has what was published, for example after a change and its opposite, sends no ACK.
    for (const { proxyId, state } of affected.length > 0 ? xds.proxies() : [])
      if (state === 'synced') this.changes.synced(proxyId, epochMilliseconds());
  }

  /** True when the proxy gets something new. */
  #publish(xds: XdsServer, proxyId: string, proxy: Proxy, endpoints: ResolvedEndpoints): boolean {
    const translation = this.#translate(proxy, endpoints);
    proxy.problems = translation.problems;
    if ('resources' in translation) {
      delete proxy.reason;
      return this.#send(xds, proxyId, proxy, translation);
    }
    proxy.reason = translation.reason;
    // It keeps its routes, but not the addresses of pods that are gone.
    const { mesh } = proxy;
    const last = mesh && this.#translate(proxy, endpoints, mesh);
    return last !== undefined && 'resources' in last && this.#send(xds, proxyId, proxy, last);
  }

  /** A defect in the translation must neither end the control plane nor take from a proxy what it has. */
  #translate({ node }: Proxy, endpoints: ResolvedEndpoints, lastMesh?: MeshModel): ProxyTranslation {
    const { clusterDomain, accountId, logger } = this.#options;
    try {
      const now = this.#resolveModels().value;
      // The other meshes too: a service of Cloud Map may have instances in all of them.
      const meshes = lastMesh ? new Map([...now, [lastMesh.meshName, lastMesh]]) : now;
      return translateProxy(node, { meshes, endpoints, clusterDomain, accountId });
    } catch (error) {
      logger.error({ err: error, nodeId: node.id }, 'translation failed');
      return { reason: `the translation failed, which is a defect: ${String(error)}`, problems: [] };
    }
  }

  #send(
    xds: XdsServer,
    proxyId: string,
    proxy: Proxy,
    { resources, mesh }: Extract<ProxyTranslation, { resources: ResourceSet }>,
  ): boolean {
    const outcome = xds.publish(proxyId, resources);
    if (outcome.status === 'refused') {
      this.counts.refused += 1;
      const refusals = notPublishable(proxy.resource, outcome.problems);
      proxy.problems = [...proxy.problems, ...refusals];
      proxy.reason = refusals.map(({ path, message }) => `${path}: ${message}`).join(' ');
      return false;
    }
    proxy.resources = resources;
    if (mesh) proxy.mesh = mesh;
    if (outcome.status === 'unchanged') return false;
    this.counts.published += 1;
    this.#options.logger.info({ proxyId, nodeId: proxy.node.id, version: outcome.version }, 'published');
    return true;
  }
}

export interface PublisherOptions {
  readonly store: ResourceStore;
  readonly documents: Pick<DocumentResources, 'isReady' | 'problems' | 'locate'>;
  readonly endpoints: EndpointsSource;
  /** `cluster.local` */
  readonly clusterDomain: string;
  /** The account that owns all meshes. */
  readonly accountId: string;
  readonly logger: Logger;
}
