import {
  hasErrors,
  type MeshModel,
  type Problem,
  parseProxyIdentity,
  resourceId,
} from '@mesh-workshop/appmesh';
import {
  type EndpointLookup,
  type ProxyContext,
  parseProxyContext,
  SERVICE_PROXY_NODE_ID_PREFIX,
  translateServiceProxy,
  translateVirtualGateway,
  translateVirtualNode,
} from '@mesh-workshop/envoy';
import { canonicalJson, isJsonObject } from '@mesh-workshop/json';
import type { ProxyNode, ResourceSet } from '@mesh-workshop/xds';
import type { ResolvedEndpoints } from '../endpoints/resolve-endpoints.ts';
import { parseServiceProxyBind } from './parse-service-proxy-bind.ts';

/** Everything a proxy's configuration is made from. */
export interface TranslationInput {
  readonly meshes: ReadonlyMap<string, MeshModel>;
  readonly endpoints: ResolvedEndpoints;
  /** `cluster.local` */
  readonly clusterDomain: string;
  /** The account that owns all meshes. */
  readonly accountId: string;
}

/** What one proxy is to be configured with; or why it cannot be now, so that it keeps what it has. */
export type ProxyTranslation = { readonly problems: readonly Problem[] } & (
  | {
      readonly resources: ResourceSet;
      /** The mesh it was made from; a service proxy has none. */
      readonly mesh?: MeshModel;
    }
  | { readonly reason: string }
);

/** What a proxy says about itself. */
export interface ProxyDescription {
  /** Id of the virtual node or gateway it stands for; a service proxy stands for none. */
  readonly resource?: string;
  readonly pod?: string;
  readonly namespace?: string;
}

/** Reads who a proxy is; for people, as translation looks again. */
export function describeProxy(node: ProxyNode): ProxyDescription {
  const { pod, namespace }: ProxyContext = parseProxyContext(node.metadata).value;
  const identity = parseProxyIdentity(node.id);
  const { meshName = '', kind, name = '' } = identity ?? {};
  return {
    ...(kind === undefined ? {} : { resource: `${resourceId({ kind: 'mesh', meshName })}/${kind}/${name}` }),
    ...(pod === undefined ? {} : { pod }),
    ...(node.id.startsWith(SERVICE_PROXY_NODE_ID_PREFIX) ? {} : { namespace }),
  };
}

const TRANSLATIONS = {
  virtualNode: { members: 'virtualNodes', label: 'virtual node', translate: translateVirtualNode },
  virtualGateway: {
    members: 'virtualGateways',
    label: 'virtual gateway',
    translate: translateVirtualGateway,
  },
} as const;

/** Proxies with the same key get the same configuration: the name of its pod does not tell one from another. */
export function translationKey({ id, metadata }: ProxyNode): string {
  const own = metadata['mesh-workshop'] ?? null;
  if (!isJsonObject(own) || typeof own.pod !== 'string') return canonicalJson({ id, own });
  const { pod: _pod, ...rest } = own;
  return canonicalJson({ id, own: rest });
}

/** Makes the configuration of one proxy. Pure. */
export function translateProxy(node: ProxyNode, input: TranslationInput): ProxyTranslation {
  if (node.id.startsWith(SERVICE_PROXY_NODE_ID_PREFIX)) return translateForServiceProxy(node, input);
  const identity = parseProxyIdentity(node.id);
  if (!identity)
    return unavailable(
      `node.id is ${JSON.stringify(node.id)}; allowed: mesh/<mesh>/virtualNode/<name>, mesh/<mesh>/virtualGateway/<name>, the ARN of one, or ${SERVICE_PROXY_NODE_ID_PREFIX}<name>`,
    );
  const { kind, meshName, meshOwner = input.accountId, name } = identity;
  const mesh = meshOwner === input.accountId ? input.meshes.get(meshName) : undefined;
  if (!mesh) return unavailable(`mesh ${meshName} of account ${meshOwner} does not exist`);
  const { members, label, translate } = TRANSLATIONS[kind];
  if (!mesh[members].has(name)) return unavailable(`${label} ${name} does not exist in mesh ${meshName}`);

  const context = parseProxyContext(node.metadata);
  if (hasErrors(context.problems))
    return unavailable(context.problems.map(({ message }) => message).join(' '));
  const { lookup, instancesIn } = input.endpoints;
  const endpoints: EndpointLookup = (query) =>
    query.cloudMap ? instancesIn(input.meshes)(query.cloudMap, query.port).endpoints : lookup(query);
  // Few nodes need to know all Services, and those that do not ask for them need not be translated when one changes.
  const cluster = {
    get services() {
      return input.endpoints.services;
    },
    clusterDomain: input.clusterDomain,
  };
  const { value, problems } = translate(mesh, name, endpoints, context.value, cluster);
  // An error in here is about a part, which is left out; the rest is good, and better than what was before.
  return { resources: value, problems, mesh };
}

function translateForServiceProxy(
  node: ProxyNode,
  { endpoints, clusterDomain }: TranslationInput,
): ProxyTranslation {
  const bind = parseServiceProxyBind(node.metadata);
  if ('reason' in bind) return unavailable(bind.reason);
  const { value, problems } = translateServiceProxy(endpoints.services, { ...bind, clusterDomain });
  return { resources: value, problems };
}

function unavailable(reason: string): ProxyTranslation {
  return { reason, problems: [] };
}
