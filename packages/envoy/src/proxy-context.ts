import type { Result } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/xds';

/** How one proxy gets hold of its application's traffic, and where it is bound. */
export interface ProxyContext {
  /**
   * - `redirect`: the kernel redirects connections to App Mesh's ports (15000 in, 15001 out)
   * - `forward-proxy`: applications use an HTTP proxy, every listener has its own port
   */
  readonly interception: 'redirect' | 'forward-proxy';
  readonly pod?: string;
  readonly namespace: string;
  /** Present exactly in `forward-proxy`. */
  readonly bind?: Bind;
}

/** The sockets of a proxy in forward-proxy interception. */
export interface Bind {
  /** Address of all listeners and of the application. */
  readonly address: string;
  readonly egressPort: number;
  /** By port of the virtual node's listener. */
  readonly ingress: Readonly<Record<string, IngressBind>>;
}

/** Where one listener of a virtual node is bound, and where its application listens. */
export interface IngressBind {
  readonly port: number;
  readonly appPort: number;
}

/**
 * Reads `metadata['mesh-workshop']` = `{ pod, namespace, interception, bind }` of a proxy's node. Absent, as in Envoys that
 * are not ours: redirect. When something is wrong with it, the value is the same and the problems say what.
 */
export function parseProxyContext(_metadata: JsonObject): Result<ProxyContext> {
  return { value: { interception: 'redirect', namespace: 'default' }, problems: [] };
}
