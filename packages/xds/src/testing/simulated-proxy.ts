import { isJsonObject, type JsonObject } from '@mesh-workshop/json';
import type { ResourceTypeName } from '../resource-set.ts';
import type { Entries } from '../snapshot/build-snapshot.ts';
import {
  clustersNamedByRoutes,
  endpointsNameOf,
  routesNamedByListener,
} from '../snapshot/resource-references.ts';
import type { TypeRequest } from '../stream/apply-request.ts';
import type { OutgoingMessage } from '../stream/decide-next.ts';

/**
 * When a clusters response is answered: `early`, before its clusters have endpoints; `late`, when all are warm, as Envoy does;
 * `never`. A health check is always waited for.
 */
export type Answering = 'early' | 'late' | 'never';

/** Envoy as far as order matters, without sockets and time. */
export interface SimulatedProxy {
  /** Takes a response. What it has to say in return is in `requests`. */
  receive(message: OutgoingMessage, nonce: string): void;
  /** From now on. */
  answerClusters(when: Answering): void;
  /** From now on, a rejection names the cluster and takes the others, as Envoy does, or takes nothing and does not say why. */
  nameRefused(isNamed: boolean): void;
  /** The health checks of all clusters that have endpoints come to an end. */
  finishHealthChecks(): void;
  /** Said and not yet read by the server, oldest first. */
  readonly requests: TypeRequest[];
  /** Each moment in which a route named a cluster that could not serve. */
  readonly faults: readonly string[];
  contents(type: 'clusters' | 'listeners' | 'routes'): Readonly<Record<string, string>>;
  /** The clusters that a virtual host of its routes names; undefined when it has no such virtual host. */
  clustersOf(virtualHost: string): readonly string[] | undefined;
}

/** Refused in every response that has it. */
export const REFUSED_CLUSTER = 'refused';
/** Refused when its `connect_timeout` is 2 s. */
export const PICKY_CLUSTER = 'picky';
/** Has a health check, which ends only by `finishHealthChecks`. */
export const CHECKED_CLUSTER = 'checked';

function isRefused(name: string, cluster: JsonObject): boolean {
  return name === REFUSED_CLUSTER || (name === PICKY_CLUSTER && cluster.connect_timeout === '2s');
}

/** A proxy that has just connected. New clusters serve once they have endpoints, and are healthy where that is checked. */
export function simulateProxy(): SimulatedProxy {
  const requests: TypeRequest[] = [];
  const faults: string[] = [];
  const held: Partial<Record<ResourceTypeName, Entries>> = {};
  const serving = new Set<string>();
  const warming = new Set<string>();
  const asked: Partial<Record<ResourceTypeName, readonly string[]>> = {};
  const nonces: Partial<Record<ResourceTypeName, string>> = {};
  const versions: Partial<Record<ResourceTypeName, string>> = {};
  const unchecked = new Set<string>();
  let keptBack: (() => void) | undefined;
  let answering: Answering = 'late';
  let namesRefused = true;

  function say(type: ResourceTypeName, errorMessage?: string): void {
    requests.push({
      type,
      versionInfo: versions[type] ?? '',
      responseNonce: nonces[type] ?? '',
      resourceNames: asked[type] ?? [],
      ...(errorMessage === undefined ? {} : { errorMessage }),
    });
  }

  function ask(type: ResourceTypeName, names: readonly string[]): void {
    const sorted = [...new Set(names)].sort();
    if (sorted.join() !== (asked[type] ?? []).join()) {
      asked[type] = sorted;
      say(type);
    }
  }

  function checkRoutes(when: string): void {
    for (const { resource } of held.routes?.values() ?? []) {
      for (const { name } of clustersNamedByRoutes(resource.json)) {
        if (!serving.has(name)) {
          faults.push(`${when}: a route names ${name}, which does not serve`);
        }
      }
    }
  }

  /** Returns the words of a rejection. */
  function takeClusters(entries: Entries): string | undefined {
    const before = held.clusters ?? new Map();
    const refused = [...entries].filter(([name, { resource }]) => isRefused(name, resource.json));
    if (refused.length > 0 && !namesRefused) {
      return 'a constraint is violated';
    }
    const taken: Entries = new Map(
      [...entries].flatMap(([name, entry]) => {
        const form = refused.some(([one]) => one === name) ? before.get(name) : entry;
        return form === undefined ? [] : [[name, form] as const];
      }),
    );
    held.clusters = taken;
    for (const [name, { key }] of taken) {
      if (before.get(name)?.key !== key) {
        warming.add(name);
        unchecked.delete(name);
      }
    }
    for (const name of [...before.keys()].filter((one) => !taken.has(one))) {
      serving.delete(name);
      warming.delete(name);
      unchecked.delete(name);
    }
    ask(
      'endpoints',
      [...taken.values()].flatMap(({ resource }) => endpointsNameOf(resource.json) ?? []),
    );
    const words = refused.map(([name]) => `${name}: is refused`).join(', ');
    return refused.length > 0 ? `Error adding/updating cluster(s) ${words}` : undefined;
  }

  function answer(type: ResourceTypeName, version: string, nonce: string, error?: string): void {
    nonces[type] = nonce;
    if (error === undefined) {
      versions[type] = version;
    }
    say(type, error);
  }

  function releaseAck(): void {
    const isHeld = answering === 'late' ? warming.size > 0 : warming.has(CHECKED_CLUSTER);
    if (answering !== 'never' && !isHeld) {
      keptBack?.();
      keptBack = undefined;
    }
  }

  function receive({ type, version, entries }: OutgoingMessage, nonce: string): void {
    if (type === 'clusters') {
      const error = takeClusters(entries);
      keptBack = () => answer(type, version, nonce, error);
    } else {
      held[type] = type === 'listeners' ? entries : new Map([...(held[type] ?? []), ...entries]);
      answer(type, version, nonce);
    }
    if (type === 'endpoints') {
      for (const name of [...warming].filter((one) => entries.has(one))) {
        if (name === CHECKED_CLUSTER) {
          unchecked.add(name);
        } else {
          warming.delete(name);
          serving.add(name);
        }
      }
    } else if (type === 'listeners') {
      ask(
        'routes',
        [...entries.values()].flatMap(({ resource }) =>
          routesNamedByListener(resource.json).map(({ name }) => name),
        ),
      );
    }
    releaseAck();
    checkRoutes(`after ${type} ${nonce}`);
  }

  say('clusters');
  say('listeners');
  return {
    requests,
    faults,
    receive,
    answerClusters(when) {
      answering = when;
      releaseAck();
    },
    nameRefused(isNamed) {
      namesRefused = isNamed;
    },
    finishHealthChecks() {
      for (const name of unchecked) {
        warming.delete(name);
        serving.add(name);
      }
      unchecked.clear();
      releaseAck();
    },
    clustersOf(virtualHost) {
      const hosts = [...(held.routes?.values() ?? [])].flatMap(
        ({ resource }) => resource.json.virtual_hosts ?? [],
      );
      const found = hosts.find((host) => isJsonObject(host) && host.name === virtualHost);
      return isJsonObject(found) ? clustersNamedByRoutes(found).map(({ name }) => name) : undefined;
    },
    contents: (type) => Object.fromEntries([...(held[type] ?? [])].map(([name, { key }]) => [name, key])),
  };
}
