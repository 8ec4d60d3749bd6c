import type { MeshModel } from '@mesh-workshop/appmesh';
import type { PublishOutcome, ResourceSet, XdsServer } from '@mesh-workshop/xds';
import type { Logger } from 'pino';
import type { ResolvedEndpoints } from '../endpoints/resolve-endpoints.ts';
import type { EndpointsSource } from '../endpoints/watch-endpoints.ts';
import { Feed } from '../feed.ts';
import type { ModelStage } from '../model/model-stage.ts';
import type { ChangeLog } from './change-log.ts';
import type { Proxies, ProxyRecord } from './proxies.ts';
import { notPublishable } from './publish-problem.ts';
import { Rounds } from './rounds.ts';
import { type ProxyTranslation, translateProxy } from './translate-proxy.ts';

const ENDPOINTS_UNKNOWN = 'the Kubernetes API has not answered yet, so no endpoints are known';
const DOCUMENTS_UNKNOWN = 'not all App Mesh objects have been read yet, so not all resources are known';

/** The stages before and after, and what does not change. */
export interface PublisherOptions {
  readonly model: Pick<ModelStage, 'isWhole' | 'current' | 'follow'>;
  readonly endpoints: Pick<EndpointsSource, 'current' | 'follow'>;
  readonly xds: Pick<XdsServer, 'publish' | 'proxies' | 'follow'>;
  /** The proxies of `xds`. */
  readonly proxies: Proxies;
  readonly changes: ChangeLog;
  /** `cluster.local` */
  readonly clusterDomain: string;
  /** The account that owns all meshes. */
  readonly accountId: string;
  readonly logger: Logger;
}

/**
 * Keeps every connected proxy at the newest configuration that can be made for it. Whatever changes only asks for a round; a round
 * looks at everything once and publishes to those proxies for which something is different.
 */
export class Publisher {
  /** How often a configuration was published, and how often it was refused, since the start. */
  readonly counts = { published: 0, refused: 0 };
  readonly #options: PublisherOptions;
  readonly #rounds = new Rounds(() => {
    this.#publishAll();
    this.#feed.tell();
  });
  readonly #feed = new Feed();

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { model, endpoints, xds, changes } = options;
    const request = () => this.#rounds.request();
    model.follow(request);
    endpoints.follow(request);
    xds.follow({
      onConnect: request,
      onDisconnect: (proxyId) => changes.disconnected(proxyId),
      onStatus({ proxyId, state }) {
        if (state === 'synced') changes.synced(proxyId);
      },
    });
  }

  /** Calls `follower` after every round, when each proxy has what can be made for it and the problems of that. */
  follow(follower: () => void): void {
    this.#feed.follow(follower);
  }

  stop(): void {
    this.#rounds.stop();
  }

  /** What is not known yet, so that nothing is published; undefined when everything is. */
  missingInput(): string | undefined {
    const { model, endpoints } = this.#options;
    if (!endpoints.current()) return ENDPOINTS_UNKNOWN;
    return model.isWhole() ? undefined : DOCUMENTS_UNKNOWN;
  }

  #publishAll(): void {
    const { xds, proxies, changes } = this.#options;
    const endpoints = this.#options.endpoints.current();
    const missing = this.missingInput();
    if (!endpoints || missing !== undefined) {
      for (const proxy of proxies.all()) if (missing !== undefined) proxy.reason = missing;
      return;
    }
    const affected: string[] = [];
    for (const proxy of proxies.all()) if (this.#publish(proxy, endpoints)) affected.push(proxy.proxyId);
    changes.published(affected);
    // A proxy that already has what was published, for example after a change and its opposite, sends no ACK.
    for (const { proxyId, state } of affected.length > 0 ? xds.proxies() : [])
      if (state === 'synced') changes.synced(proxyId);
  }

  /** True when the proxy gets something new. */
  #publish(proxy: ProxyRecord, endpoints: ResolvedEndpoints): boolean {
    const translation = this.#translate(proxy, endpoints);
    proxy.problems = translation.problems;
    if ('resources' in translation) {
      delete proxy.reason;
      return this.#send(proxy, translation);
    }
    proxy.reason = translation.reason;
    // It keeps its routes, but not the addresses of pods that are gone.
    const { mesh } = proxy;
    const last = mesh && this.#translate(proxy, endpoints, mesh);
    return last !== undefined && 'resources' in last && this.#send(proxy, last);
  }

  /** A defect in the translation must neither end the control plane nor take from a proxy what it has. */
  #translate({ node }: ProxyRecord, endpoints: ResolvedEndpoints, lastMesh?: MeshModel): ProxyTranslation {
    const { model, clusterDomain, accountId, logger } = this.#options;
    try {
      const now = model.current();
      // The other meshes too: a service of Cloud Map may have instances in all of them.
      const meshes = lastMesh ? new Map([...now, [lastMesh.meshName, lastMesh]]) : now;
      return translateProxy(node, { meshes, endpoints, clusterDomain, accountId });
    } catch (error) {
      logger.error({ err: error, nodeId: node.id }, 'translation failed');
      return { reason: `the translation failed, which is a defect: ${String(error)}`, problems: [] };
    }
  }

  /** A defect there is that proxy's alone: the round goes on to all others. */
  #publishTo(proxy: ProxyRecord, resources: ResourceSet): PublishOutcome | undefined {
    try {
      return this.#options.xds.publish(proxy.proxyId, resources);
    } catch (error) {
      const { proxyId, node } = proxy;
      this.#options.logger.error({ err: error, proxyId, nodeId: node.id }, 'publishing failed');
      this.counts.refused += 1;
      proxy.reason = `its configuration could not be sent, which is a defect: ${String(error)}`;
      return undefined;
    }
  }

  #send(
    proxy: ProxyRecord,
    { resources, mesh }: Extract<ProxyTranslation, { resources: ResourceSet }>,
  ): boolean {
    const { proxyId, node, description } = proxy;
    const outcome = this.#publishTo(proxy, resources);
    if (outcome === undefined) return false;
    if (outcome.status === 'refused') {
      this.counts.refused += 1;
      const refusals = notPublishable(description.resource, outcome.problems);
      proxy.problems = [...proxy.problems, ...refusals];
      proxy.reason = refusals.map(({ path, message }) => `${path}: ${message}`).join(' ');
      return false;
    }
    proxy.resources = resources;
    if (mesh) proxy.mesh = mesh;
    if (outcome.status === 'unchanged') return false;
    this.counts.published += 1;
    this.#options.logger.info({ proxyId, nodeId: node.id, version: outcome.version }, 'published');
    return true;
  }
}
