import { isIP } from 'node:net';
import type { Problem, Result } from '@mesh-workshop/appmesh';
import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import { isJsonObject } from '@mesh-workshop/json';

/** How one proxy gets hold of its application's traffic, and where it is bound. */
export interface ProxyContext {
  /**
   * - `redirect`: the kernel redirects connections to App Mesh's ports (15000 in, 15001 out)
   * - `forward-proxy`: applications use an HTTP proxy, every listener has its own port
   */
  readonly interception: 'redirect' | 'forward-proxy';
  readonly pod?: string;
  /** In which short names are meant. */
  readonly namespace: string;
  /** Present exactly in `forward-proxy`. */
  readonly bind?: Bind;
  /** Absent: requests are not traced. */
  readonly tracing?: Tracing;
  /** How many proxies stand before a gateway's and are believed; absent: one, the load balancer. */
  readonly trustedHops?: number;
}

/** Where a proxy sends its traces. */
export interface Tracing {
  readonly xray: {
    /** The X-Ray daemon, which listens for UDP. The address is an IP address. */
    readonly daemon: { readonly address: string; readonly port: number };
    /** From 0 to 1: how many of those requests are traced whose caller did not decide. */
    readonly samplingRate: number;
    /** Name of the proxy's segments; absent: mesh and resource. */
    readonly segmentName?: string;
  };
}

/** The sockets of a proxy in forward-proxy interception. */
export interface Bind {
  /** IP address of all listeners and of the application. */
  readonly address: string;
  readonly egressPort: number;
  /** By port of the virtual node's listener, which is the port of the pod's container. */
  readonly ingress: Readonly<Record<string, IngressBind>>;
}

/** Where one listener of a virtual node is bound, and where its application listens. */
export interface IngressBind {
  readonly port: number;
  readonly appPort: number;
}

/** Most proxies that a gateway can be told to believe. */
export const MAX_TRUSTED_HOPS = 255;

/** Our key in the metadata of a proxy's node. */
const KEY = 'mesh-workshop';

/**
 * Reads `metadata['mesh-workshop']` = `{ pod, namespace, interception, bind, tracing, trustedHops }` of a proxy's node. Absent, as in Envoys that
 * are not ours: redirect in namespace `default`. What is wrong is left out of the value, and an error among the problems; such
 * a proxy is better not configured at all.
 */
export function parseProxyContext(metadata: JsonObject): Result<ProxyContext> {
  const given = metadata[KEY];
  if (given === undefined || given === null) {
    return { value: { interception: 'redirect', namespace: 'default' }, problems: [] };
  }
  const reader = new MetadataReader();
  const context = reader.object(given, KEY);
  const pod = reader.text(context.pod, `${KEY}.pod`, undefined);
  const namespace = reader.text(context.namespace, `${KEY}.namespace`, 'default') ?? 'default';
  const interception = reader.text(context.interception, `${KEY}.interception`, 'redirect');
  if (interception !== 'redirect' && interception !== 'forward-proxy') {
    reader.report(`${KEY}.interception`, 'redirect or forward-proxy', context.interception);
  }
  const tracing = readTracing(reader, context.tracing);
  const trustedHops = reader.hops(context.trustedHops, `${KEY}.trustedHops`);
  const shared = {
    namespace,
    ...(pod === undefined ? {} : { pod }),
    ...(tracing === undefined ? {} : { tracing }),
    ...(trustedHops === undefined ? {} : { trustedHops }),
  };
  if (interception !== 'forward-proxy') {
    return { value: { interception: 'redirect', ...shared }, problems: reader.problems };
  }
  const bind = readBind(reader, context.bind);
  return { value: { interception: 'forward-proxy', ...shared, bind }, problems: reader.problems };
}

function readBind(reader: MetadataReader, given: JsonValue | undefined): Bind {
  const path = `${KEY}.bind`;
  const bind = reader.object(given, path);
  const ports = reader.object(bind.ingress ?? {}, `${path}.ingress`);
  const ingress = Object.entries(ports).map(([containerPort, entry]): [string, IngressBind] => {
    const where = `${path}.ingress.${containerPort}`;
    const { port, appPort } = reader.object(entry, where);
    return [
      containerPort,
      { port: reader.port(port, `${where}.port`), appPort: reader.port(appPort, `${where}.appPort`) },
    ];
  });
  return {
    address: reader.text(bind.address, `${path}.address`, '127.0.0.1') ?? '127.0.0.1',
    egressPort: reader.port(bind.egressPort, `${path}.egressPort`),
    ingress: Object.fromEntries(ingress),
  };
}

/** `{ xray: { address, port, samplingRate, segmentName } }`; the defaults are App Mesh's. */
function readTracing(reader: MetadataReader, given: JsonValue | undefined): Tracing | undefined {
  if (given === undefined || given === null) return undefined;
  const path = `${KEY}.tracing.xray`;
  const xray = reader.object(reader.object(given, `${KEY}.tracing`).xray, path);
  const address = reader.text(xray.address, `${path}.address`, '127.0.0.1') ?? '127.0.0.1';
  if (isIP(address) === 0) reader.report(`${path}.address`, 'an IP address', xray.address);
  const samplingRate = xray.samplingRate ?? 0.05;
  if (typeof samplingRate !== 'number' || !(samplingRate >= 0 && samplingRate <= 1)) {
    reader.report(`${path}.samplingRate`, 'a number from 0 to 1', xray.samplingRate);
  }
  const segmentName = reader.text(xray.segmentName, `${path}.segmentName`, undefined);
  return {
    xray: {
      daemon: { address, port: reader.port(xray.port ?? 2000, `${path}.port`) },
      samplingRate: typeof samplingRate === 'number' ? samplingRate : 0,
      ...(segmentName === undefined ? {} : { segmentName }),
    },
  };
}

/** Reads JSON of unknown shape and collects what is wrong with it. */
class MetadataReader {
  readonly problems: Problem[] = [];

  object(value: JsonValue | undefined, path: string): JsonObject {
    if (isJsonObject(value)) return value;
    this.report(path, 'an object', value);
    return {};
  }

  text<T extends string | undefined>(value: JsonValue | undefined, path: string, absent: T): string | T {
    if (value === undefined || value === null) return absent;
    if (typeof value === 'string' && value !== '') return value;
    this.report(path, 'a string', value);
    return absent;
  }

  port(value: JsonValue | undefined, path: string): number {
    if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536) return value;
    this.report(path, 'a port from 1 to 65535', value);
    return 0;
  }

  hops(value: JsonValue | undefined, path: string): number | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_TRUSTED_HOPS)
      return value;
    this.report(path, `a whole number from 0 to ${MAX_TRUSTED_HOPS}`, value);
    return undefined;
  }

  report(path: string, allowed: string, value: JsonValue | undefined): void {
    const given = value === undefined ? 'absent' : JSON.stringify(value);
    const message = `node.metadata.${path} is ${given}; it must be ${allowed}.`;
    this.problems.push({ severity: 'error', code: 'invalid-proxy-metadata', path, message });
  }
}
