import type { PublishOutcome, ResourceSet, XdsServer } from '@mesh-workshop/xds';
import type { Logger } from 'pino';
import type { EndpointsSource } from '../endpoints/watch-endpoints.ts';
import { Feed } from '../feed.ts';
import type { ModelStage } from '../model/model-stage.ts';
import type { ChangeLog } from './change-log.ts';
import type { Proxies, ProxyGroup, ProxyRecord } from './proxies.ts';
import { notPublishable } from './publish-problem.ts';
import { Rounds } from './rounds.ts';
import type { ProxyTranslation, TranslationInput, translateProxy } from './translate-proxy.ts';
import { Translations } from './translations.ts';

const ENDPOINTS_UNKNOWN = 'the Kubernetes API has not answered yet, so no endpoints are known';
const DOCUMENTS_UNKNOWN = 'not all App Mesh objects have been read yet, so not all resources are known';

/** The stages before and after, and what does not change. */
export interface PublisherOptions {
  readonly model: Pick<ModelStage, 'isWhole' | 'current' | 'follow'>;
  readonly endpoints: Pick<EndpointsSource, 'current' | 'follow'>;
  readonly xds: Pick<XdsServer, 'publish' | 'proxy' | 'follow'>;
  /** The proxies of `xds`. */
  readonly proxies: Proxies;
  readonly changes: ChangeLog;
  /** `cluster.local` */
  readonly clusterDomain: string;
  /** The account that owns all meshes. */
  readonly accountId: string;
  readonly logger: Logger;
  /** For tests, which count. */
  readonly translate?: typeof translateProxy;
}

/**
 * Keeps every connected proxy at the newest configuration that can be made for it. Whatever changes only asks for a round; a round
 * looks once at all proxies that get the same, and publishes to those for which something is different.
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
  readonly #translations: Translations;
  /** Of meshes in which proxies were last seen, for those that are left with it. */
  readonly #lastTranslations: Translations;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#translations = new Translations(options.translate);
    this.#lastTranslations = new Translations(options.translate);
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
    const { model, xds, proxies, changes, clusterDomain, accountId } = this.#options;
    const endpoints = this.#options.endpoints.current();
    const missing = this.missingInput();
    if (!endpoints || missing !== undefined) {
      if (missing !== undefined) for (const group of proxies.groups()) holdBack(group, missing);
      return;
    }
    const input = { meshes: model.current(), endpoints, clusterDomain, accountId };
    const affected: string[] = [];
    for (const group of proxies.groups()) affected.push(...this.#publish(group, input));
    changes.published(affected);
    // A proxy that already has what was published, for example after a change and its opposite, sends no ACK.
    for (const proxyId of affected) if (xds.proxy(proxyId)?.state === 'synced') changes.synced(proxyId);
  }

  /** The ids of those that get something new. */
  #publish(group: ProxyGroup, input: TranslationInput): readonly string[] {
    const translation = this.#translate(this.#translations, group, input);
    if (!('resources' in translation)) return this.#publishLast(group, input, translation);
    const affected = group.given === translation ? [] : this.#give(group, translation);
    const [one] = group.proxies;
    // As it is now: more than their own node matters of it when they are left with it.
    const mesh = translation.mesh && input.meshes.get(translation.mesh.meshName);
    if (mesh && one?.resources === translation.resources) group.mesh = mesh;
    return affected;
  }

  /** They keep their routes, but not the addresses of pods that are gone. */
  #publishLast(
    group: ProxyGroup,
    input: TranslationInput,
    { reason, problems }: Extract<ProxyTranslation, { reason: string }>,
  ): readonly string[] {
    const { mesh } = group;
    // The other meshes too: a service of Cloud Map may have instances in all of them.
    const meshes = mesh && new Map([...input.meshes, [mesh.meshName, mesh]]);
    const last = meshes && this.#translate(this.#lastTranslations, group, { ...input, meshes });
    for (const proxy of group.proxies) Object.assign(proxy, { reason, problems });
    if (!last || !('resources' in last)) {
      delete group.given;
      return [];
    }
    if (group.given === last) return [];
    const served = [...group.proxies].filter(({ resources }) => resources !== undefined);
    const affected = served.filter((proxy) => this.#send(proxy, last) === 'published');
    group.given = last;
    return affected.map(({ proxyId }) => proxyId);
  }

  #give(
    group: ProxyGroup,
    translation: Extract<ProxyTranslation, { resources: ResourceSet }>,
  ): readonly string[] {
    const outcomes = [...group.proxies].map((proxy) => {
      proxy.problems = translation.problems;
      delete proxy.reason;
      return [proxy.proxyId, this.#send(proxy, translation)] as const;
    });
    // What is refused would be refused again; what failed is tried again with the next round.
    if (outcomes.some(([, outcome]) => outcome === 'failed')) delete group.given;
    else group.given = translation;
    return outcomes.flatMap(([proxyId, outcome]) => (outcome === 'published' ? [proxyId] : []));
  }

  /** A defect in the translation must neither end the control plane nor take from a proxy what it has. */
  #translate(translations: Translations, group: ProxyGroup, input: TranslationInput): ProxyTranslation {
    try {
      return translations.translate(group, input);
    } catch (error) {
      this.#options.logger.error({ err: error, nodeId: group.node.id }, 'translation failed');
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
    { resources }: { readonly resources: ResourceSet },
  ): PublishOutcome['status'] | 'failed' {
    const { proxyId, node, description } = proxy;
    const outcome = this.#publishTo(proxy, resources);
    if (outcome === undefined) return 'failed';
    if (outcome.status === 'refused') {
      this.counts.refused += 1;
      const refusals = notPublishable(description.resource, outcome.problems);
      proxy.problems = [...proxy.problems, ...refusals];
      proxy.reason = refusals.map(({ path, message }) => `${path}: ${message}`).join(' ');
      return 'refused';
    }
    proxy.resources = resources;
    if (outcome.status === 'published') {
      this.counts.published += 1;
      this.#options.logger.info({ proxyId, nodeId: node.id, version: outcome.version }, 'published');
    }
    return outcome.status;
  }
}

/** Nothing is published to any of them, and all are looked at when something can be. */
function holdBack(group: ProxyGroup, reason: string): void {
  delete group.given;
  for (const proxy of group.proxies) proxy.reason = reason;
}
