import { isIP } from 'node:net';
import {
  MESH_ANNOTATION,
  readInjectionPod,
  VIRTUAL_NODE_ANNOTATION,
} from '@mesh-workshop/appmesh-kubernetes';
import type { Endpoint } from '@mesh-workshop/envoy';
import type { PodContainer, PodObject } from './kubernetes-objects.ts';

/**
 * Annotation of a pod whose container ports are reached elsewhere than at its own address, as where all pods share one loopback
 * address: `{"8080": {"address": "127.0.0.1", "port": 40001}}`, by container port. A port that is not in it is not reached at all.
 */
const PORTS_ANNOTATION = 'mesh-workshop.dev/ports';

/** What matters of a pod that may be an instance of a virtual node. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Deployment that it comes from. */
  readonly deployment?: string;
  /** The virtual node that its annotations name, whatever selects it. */
  readonly boundTo?: { readonly meshName?: string; readonly virtualNodeName: string };
  /** Ready to take requests, and not about to end. */
  readonly serves: boolean;
  /** Its IP addresses. */
  readonly addresses: readonly string[];
  /** The TCP ports that its containers declare. */
  readonly containerPorts: readonly number[];
  /** By container port, where they are not the pod's own. */
  readonly ports?: Readonly<Record<string, Endpoint>>;
}

/** Reads a pod. One that is being deleted no longer serves, however ready it still is. */
export function readPod(object: PodObject): Pod {
  const { namespace, name, labels, annotations, deployment } = readInjectionPod(object);
  const { conditions, podIP, podIPs } = object.status ?? {};
  const meshName = annotations[MESH_ANNOTATION];
  const virtualNodeName = annotations[VIRTUAL_NODE_ANNOTATION];
  const ports = annotations[PORTS_ANNOTATION];
  const isReady = conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  const addresses = podIPs?.flatMap(({ ip }) => ip ?? []) ?? (podIP ? [podIP] : []);
  const { containers = [], initContainers = [] } = object.spec ?? {};
  return {
    namespace,
    name,
    labels,
    ...(deployment === undefined ? {} : { deployment }),
    ...(virtualNodeName === undefined
      ? {}
      : { boundTo: { virtualNodeName, ...(meshName === undefined ? {} : { meshName }) } }),
    serves: isReady && object.metadata?.deletionTimestamp === undefined,
    addresses: addresses.filter((address) => isIP(address) !== 0),
    containerPorts: [...containers, ...initContainers].flatMap(declaredPorts),
    ...(ports === undefined ? {} : { ports: readPorts(ports) }),
  };
}

function declaredPorts({ ports = [] }: PodContainer): readonly number[] {
  return ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP').map(({ containerPort }) => containerPort);
}

/** Entries that are none are left out: the pod is not reached there, and nobody else is harmed. */
function readPorts(text: string): Readonly<Record<string, Endpoint>> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return {};
  }
  const entries = typeof content === 'object' && content !== null ? Object.entries(content) : [];
  return Object.fromEntries(entries.flatMap(([port, entry]) => (isEndpoint(entry) ? [[port, entry]] : [])));
}

function isEndpoint(entry: unknown): entry is Endpoint {
  if (typeof entry !== 'object' || entry === null || !('address' in entry) || !('port' in entry))
    return false;
  const { address, port } = entry;
  if (typeof address !== 'string' || isIP(address) === 0 || typeof port !== 'number') return false;
  return Number.isInteger(port) && port > 0 && port < 65_536;
}
