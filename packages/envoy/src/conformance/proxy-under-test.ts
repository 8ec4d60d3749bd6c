import { hasErrors, type MeshModel, type Problem, resolveMeshModels } from '@mesh-workshop/appmesh';
import type { ResourceSet } from '@mesh-workshop/xds';
import type { EndpointLookup } from '../clusters/endpoint-lookup.ts';
import { translateVirtualGateway } from '../gateways/translate-virtual-gateway.ts';
import { parseResources, type ResourceDocuments } from '../golden/golden-case.ts';
import { forwardProxyEgressListener, forwardProxyIngressListener } from '../names.ts';
import type { IngressBind, ProxyContext, Tracing } from '../proxy-context.ts';
import type { ServiceEntry } from '../service-entry.ts';
import { type ControlledEnvoy, startControlledEnvoy } from '../testing/controlled-envoy.ts';
import { findEnvoy } from '../testing/envoy-binary.ts';
import { type ReceivedAnswer, type RequestToSend, sendRequest } from '../testing/send-request.ts';
import { translateVirtualNode } from '../translate-virtual-node.ts';

/** App Mesh's documents, and where the instances behind their names really are: ports on loopback. */
export interface MeshUnderTest extends ResourceDocuments {
  /** By host name, or by `namespace/service` of Cloud Map. A name that is not here is left to DNS. */
  readonly instances?: Readonly<Record<string, readonly number[]>>;
  /** Services of the cluster, in the mesh or not. */
  readonly services?: readonly ServiceEntry[];
  /** Port of the application behind the proxy under test. */
  readonly application?: number;
  readonly tracing?: Tracing;
  /** Proxies before the proxy under test that it believes. */
  readonly trustedHops?: number;
}

/** A real Envoy, configured from documents as a proxy of the local target is. */
export interface ProxyUnderTest {
  readonly envoy: ControlledEnvoy['envoy'];
  /** Configures it, and waits until it has taken the configuration. */
  apply(mesh: MeshUnderTest): Promise<void>;
  /** Configures it with what it has to refuse, waits until it did, and returns why. */
  refuse(mesh: MeshUnderTest): Promise<string>;
  /** Sends what the application sends: a whole URL, through the egress listener. */
  call(request: string | RequestToSend): Promise<ReceivedAnswer>;
  /** The port of its egress listener, for clients of their own. */
  egressPort(): Promise<number>;
  /** The port of the listener that the documents have on `port`. */
  ingressPort(port: number): Promise<number>;
  /** Sends what arrives at the listener that the documents have on `port`. */
  arrive(port: number, request: string | RequestToSend): Promise<ReceivedAnswer>;
  stop(): Promise<void>;
}

/** Starts the proxy of a virtual node or gateway of mesh demomesh. Undefined without an Envoy to start. */
export async function startProxyUnderTest(
  kind: 'virtualNode' | 'virtualGateway',
  name: string,
): Promise<ProxyUnderTest | undefined> {
  const binary = findEnvoy();
  if (binary === undefined) return undefined;
  const controlled = await startControlledEnvoy(binary, {
    id: `mesh/demomesh/${kind}/${name}`,
    metadata: {},
  });
  const portOf = async (listener: string) => {
    const port = await controlled.envoy.port(listener);
    if (port === 0) throw new Error(`the proxy of ${name} has no listener ${listener}`);
    return port;
  };
  const send = async (listener: string, request: string | RequestToSend) =>
    sendRequest(await portOf(listener), typeof request === 'string' ? { url: request } : request);
  return {
    envoy: controlled.envoy,
    apply: (mesh) => controlled.publish(translate(kind, name, mesh)),
    egressPort: () => portOf(forwardProxyEgressListener()),
    ingressPort: (port) => portOf(forwardProxyIngressListener(port)),
    refuse: (mesh) => controlled.publishRefused(translate(kind, name, mesh)),
    call: (request) => send(forwardProxyEgressListener(), request),
    arrive: (port, request) => send(forwardProxyIngressListener(port), request),
    stop: () => controlled.stop(),
  };
}

/** What must be there, because the rows that use it are skipped where it is not. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it was not started');
  return value;
}

function translate(kind: 'virtualNode' | 'virtualGateway', name: string, input: MeshUnderTest): ResourceSet {
  const problems: Problem[] = [];
  const resources = parseResources(input, problems);
  const resolved = resolveMeshModels(resources);
  const mesh = resolved.value.get('demomesh');
  problems.push(...resolved.problems);
  const context = contextOf(mesh, kind, name, input);
  const lookup = lookupOf(input.instances ?? {});
  const translateKind = kind === 'virtualNode' ? translateVirtualNode : translateVirtualGateway;
  const cluster = { services: input.services ?? [], clusterDomain: 'cluster.local' };
  const translated = mesh === undefined ? undefined : translateKind(mesh, name, lookup, context, cluster);
  problems.push(...(translated?.problems ?? []));
  if (translated === undefined || hasErrors(problems)) throw new Error(JSON.stringify(problems, null, 2));
  return translated.value;
}

/** Every listener on a port of the kernel's choice. */
function contextOf(
  mesh: MeshModel | undefined,
  kind: 'virtualNode' | 'virtualGateway',
  name: string,
  { application = 1, tracing, trustedHops }: MeshUnderTest,
): ProxyContext {
  const proxies = kind === 'virtualNode' ? mesh?.virtualNodes : mesh?.virtualGateways;
  const listeners: readonly { readonly port: number }[] = proxies?.get(name)?.listeners ?? [];
  const ingress = listeners.map(({ port }): [string, IngressBind] => [
    String(port),
    { port: 0, appPort: application },
  ]);
  return {
    interception: 'forward-proxy',
    namespace: 'default',
    bind: { address: '127.0.0.1', egressPort: 0, ingress: Object.fromEntries(ingress) },
    ...(tracing === undefined ? {} : { tracing }),
    ...(trustedHops === undefined ? {} : { trustedHops }),
  };
}

function lookupOf(instances: NonNullable<MeshUnderTest['instances']>): EndpointLookup {
  return ({ hostname, cloudMap }) => {
    const name = hostname ?? `${cloudMap?.namespaceName}/${cloudMap?.serviceName}`;
    return instances[name]?.map((port) => ({ address: '127.0.0.1', port }));
  };
}
