import type { ResourceTypeName } from '../resource-set.ts';
import type { Entries } from '../snapshot/build-snapshot.ts';
import {
  clustersNamedByRoutes,
  endpointsNameOf,
  routesNamedByListener,
} from '../snapshot/resource-references.ts';
import type { TypeRequest } from '../stream/apply-request.ts';
import type { OutgoingMessage } from '../stream/decide-next.ts';

/** Envoy as far as order matters, without sockets and time. */
export interface SimulatedProxy {
  /** Takes a response. What it has to say in return is in `requests`. */
  receive(message: OutgoingMessage, nonce: string): void;
  /** Said and not yet read by the server, oldest first. */
  readonly requests: TypeRequest[];
  /** Each moment in which a route named a cluster that could not serve. */
  readonly faults: readonly string[];
  contents(type: 'clusters' | 'listeners' | 'routes'): Readonly<Record<string, string>>;
}

/** Refused in every clusters response that has it; the others of the response are taken all the same. */
export const REFUSED_CLUSTER = 'refused';

/** New clusters serve once they have endpoints; until then the clusters' ACK is kept back, as Envoy does. */
export function simulateProxy(): SimulatedProxy {
  const requests: TypeRequest[] = [];
  const faults: string[] = [];
  const held: Partial<Record<ResourceTypeName, Entries>> = {};
  const serving = new Set<string>();
  const warming = new Set<string>();
  const asked: Partial<Record<ResourceTypeName, readonly string[]>> = {};
  const nonces: Partial<Record<ResourceTypeName, string>> = {};
  const versions: Partial<Record<ResourceTypeName, string>> = {};
  let keptBack: (() => void) | undefined;

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

  function takeClusters(entries: Entries): string | undefined {
    const before = held.clusters ?? new Map();
    const taken: Entries = new Map([...entries].filter(([name]) => name !== REFUSED_CLUSTER));
    held.clusters = taken;
    for (const [name, { key }] of taken) {
      if (before.get(name)?.key !== key) {
        warming.add(name);
      }
    }
    for (const name of [...before.keys()].filter((one) => !taken.has(one))) {
      serving.delete(name);
      warming.delete(name);
    }
    ask(
      'endpoints',
      [...taken.values()].flatMap(({ resource }) => endpointsNameOf(resource.json) ?? []),
    );
    return entries.has(REFUSED_CLUSTER) ? `${REFUSED_CLUSTER} is refused` : undefined;
  }

  function answer(type: ResourceTypeName, version: string, nonce: string, error?: string): void {
    nonces[type] = nonce;
    if (error === undefined) {
      versions[type] = version;
    }
    say(type, error);
  }

  function releaseAck(): void {
    if (warming.size === 0) {
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
        warming.delete(name);
        serving.add(name);
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
    contents: (type) => Object.fromEntries([...(held[type] ?? [])].map(([name, { key }]) => [name, key])),
  };
}
