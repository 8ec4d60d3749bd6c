import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  keyOfNames,
  type Problem,
  parseResource,
  RESOURCE_KINDS,
  type Resource,
  type ResourceKindRow,
  resourceId,
} from '@mesh-workshop/appmesh';
import { parse } from 'yaml';
import type { Endpoint, EndpointLookup } from '../clusters/endpoint-lookup.ts';
import type { Tracing } from '../proxy-context.ts';
import type { ServiceEntry } from '../service-entry.ts';

/** Folder of all cases: one folder a case, found by their `input.yaml`. */
export const TESTDATA = fileURLToPath(new URL('../testdata/', import.meta.url));

type Specs = Readonly<Record<string, unknown>>;

/** App Mesh's own documents, by name. */
export interface ResourceDocuments {
  readonly mesh?: unknown;
  readonly virtualNodes?: Specs;
  readonly virtualRouters?: Specs;
  /** By `router/route`. */
  readonly routes?: Specs;
  readonly virtualServices?: Specs;
  readonly virtualGateways?: Specs;
  /** By `gateway/route`. */
  readonly gatewayRoutes?: Specs;
}

/** `input.yaml` of a case. */
interface GoldenInput extends ResourceDocuments {
  /**
   * Addresses (`127.0.0.1:40001`, `[2001:db8::1]:80`) by `hostname:port`, or by `namespace/service:port` of Cloud Map. A name
   * that is not here is left to DNS.
   */
  readonly endpoints?: Readonly<Record<string, readonly string[]>>;
  /** Virtual nodes and gateways whose proxies are shown; all if absent. */
  readonly proxies?: readonly string[];
  /** Ports of the pods; if absent, whatever the virtual nodes and gateways listen on. */
  readonly containerPorts?: readonly number[];
  /** For the service proxy, and what the others pass on to. */
  readonly services?: readonly ServiceEntry[];
  /** What the proxies say about tracing. */
  readonly tracing?: Tracing;
  /** How many proxies before a gateway it believes. */
  readonly trustedHops?: number;
}

/** One case, read and parsed. */
export interface GoldenCase {
  readonly name: string;
  /** The first line of the input, which says what the case shows. */
  readonly title: string;
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
  readonly endpoints: EndpointLookup;
  readonly proxies: readonly string[];
  readonly containerPorts: readonly number[];
  readonly services: readonly ServiceEntry[];
  readonly tracing?: Tracing;
  readonly trustedHops?: number;
}

/** Reads all cases, in order of name. */
export function loadGoldenCases(): readonly GoldenCase[] {
  return readdirSync(TESTDATA).sort().map(loadGoldenCase);
}

function loadGoldenCase(name: string): GoldenCase {
  const text = readFileSync(`${TESTDATA}${name}/input.yaml`, 'utf8');
  const input = parse(text) as GoldenInput;
  const problems: Problem[] = [];
  const resources = parseResources(input, problems);
  const { virtualNodes = {}, virtualGateways = {} } = input;
  const ports = [...Object.values(virtualNodes), ...Object.values(virtualGateways)].flatMap(listenerPorts);
  return {
    name,
    title: text.split('\n', 1)[0] ?? '',
    resources,
    problems,
    endpoints: lookupOf(input.endpoints ?? {}),
    proxies: input.proxies ?? [...Object.keys(virtualNodes), ...Object.keys(virtualGateways)],
    containerPorts: input.containerPorts ?? [...new Set(ports)].sort((a, b) => a - b),
    services: input.services ?? [],
    ...(input.tracing === undefined ? {} : { tracing: input.tracing }),
    ...(input.trustedHops === undefined ? {} : { trustedHops: input.trustedHops }),
  };
}

/** Documents by name as resources. */
export function parseResources(input: ResourceDocuments, problems: Problem[]): readonly Resource[] {
  const metadata = {
    arn: '',
    uid: '',
    version: 1,
    createdAt: 0,
    lastUpdatedAt: 0,
    meshOwner: '',
    resourceOwner: '',
  };
  const base = { meshName: 'demomesh', metadata, owner: { kind: 'api' }, tags: {} } as const;
  const { mesh = {}, ...members } = input;
  const documents: Readonly<Record<string, Specs | undefined>> = { ...members, meshes: { demomesh: mesh } };
  return Object.values(RESOURCE_KINDS).flatMap((row) =>
    Object.entries(documents[row.plural] ?? {}).flatMap(([name, document]) => {
      const key = keyOfNames(row.kind, { meshName: 'demomesh', ...namesIn(row, name) });
      const parsed = parseResource(key, document);
      const resource = resourceId(key);
      problems.push(...parsed.problems.map((problem) => ({ ...problem, resource })));
      return parsed.value === undefined ? [] : [parsed.value(base)];
    }),
  );
}

/** A name in a case by the member that holds it; `router/route` by two. */
function namesIn({ nameMember, parent }: ResourceKindRow, text: string): Readonly<Record<string, string>> {
  const [first = '', second] = text.split('/');
  if (second === undefined || parent === undefined) return { [nameMember]: text };
  return { [RESOURCE_KINDS[parent].nameMember]: first, [nameMember]: second };
}

function lookupOf(endpoints: Readonly<Record<string, readonly string[]>>): EndpointLookup {
  return ({ hostname, cloudMap, port }) => {
    const name = hostname ?? `${cloudMap?.namespaceName}/${cloudMap?.serviceName}`;
    return endpoints[`${name}:${port}`]?.map(parseEndpoint);
  };
}

function parseEndpoint(text: string): Endpoint {
  const [, address = '', port] = /^\[?(.*?)\]?:([0-9]+)$/.exec(text) ?? [];
  return { address, port: Number(port) };
}

function listenerPorts(spec: unknown): readonly number[] {
  const { listeners = [] } = spec as { listeners?: readonly { portMapping: { port: number } }[] };
  return listeners.map(({ portMapping }) => portMapping.port);
}
