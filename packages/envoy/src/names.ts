/**
 * Names of Envoy resources. They show in Envoy's statistics and must stay the same across updates: renaming a cluster or a
 * listener breaks connections and dashboards. In redirect interception they are App Mesh's own; where forward-proxy
 * interception needs something App Mesh did not have, the name is built alike.
 */

import {
  type CertificateModel,
  REDIRECT_EGRESS_PORT,
  REDIRECT_INGRESS_PORT,
  type TargetModel,
} from '@mesh-workshop/appmesh';

export function redirectIngressListener(): string {
  return `lds_ingress_0.0.0.0_${REDIRECT_INGRESS_PORT}`;
}

export function redirectEgressListener(): string {
  return `lds_egress_0.0.0.0_${REDIRECT_EGRESS_PORT}`;
}

/** A listener of a virtual gateway. The name stays the same whatever address it is bound to. */
export function gatewayListener(port: number): string {
  return `lds_ingress_0.0.0.0_${port}`;
}

/** `port` is that of the virtual node's listener: the bound port differs from pod to pod. */
export function forwardProxyIngressListener(port: number): string {
  return `lds_ingress_forward-proxy_${port}`;
}

export function forwardProxyEgressListener(): string {
  return 'lds_egress_forward-proxy';
}

export function ingressRoutes(protocol: string, port: number): string {
  return `rds_ingress_${protocol}_${port}`;
}

export function egressRoutes(protocol: string, port: number): string {
  return `rds_egress_${protocol}_${port}`;
}

/** One route configuration for the ports of all virtual services. */
export function forwardProxyEgressRoutes(): string {
  return 'rds_egress_http_forward-proxy';
}

/** The application of a virtual node, behind one of its listeners. */
export function ingressCluster(mesh: string, virtualNode: string, protocol: string, port: number): string {
  return `cds_ingress_${mesh}_${virtualNode}_${protocol}_${port}`;
}

/** A listener of another virtual node. */
export function egressCluster(mesh: string, virtualNode: string, protocol: string, port: number): string {
  return `cds_egress_${mesh}_${virtualNode}_${protocol}_${port}`;
}

/** A target of a route. Backends that speak to the same listener in different ways have clusters of their own. */
export function targetCluster(mesh: string, { virtualNode, listener, onlyFor }: TargetModel): string {
  const name = egressCluster(mesh, virtualNode, listener.protocol, listener.port);
  return onlyFor === undefined ? name : `${name}_${onlyFor}`;
}

/** A certificate and its key, in files. */
export function certificateSecret({ certificateChain, privateKey }: CertificateModel): string {
  return `sds_certificate_${certificateChain}_${privateKey}`;
}

/** A file with the certificates of those that are trusted. */
export function trustSecret(file: string): string {
  return `sds_trust_${file}`;
}

/** AWS's own endpoints, which every mesh may reach. */
export function amazonawsCluster(mesh: string): string {
  return `cds_egress_${mesh}_amazonaws`;
}

/** Everything that is not a backend, in a mesh that allows it. */
export function allowAllCluster(mesh: string): string {
  return `cds_egress_${mesh}_mesh-allow-all`;
}

/** The service proxy's HTTP proxy: listener and route configuration have one name. */
export const SERVICE_PROXY_HTTP = 'service-proxy_http';

/** The load balancer of one port of a Service: listener and route configuration have one name. */
export function loadBalancer(namespace: string, service: string, port: number): string {
  return `load-balancer_${namespace}_${service}_${port}`;
}

/** The endpoints behind one port of a Service. */
export function serviceCluster(namespace: string, service: string, port: number): string {
  return `service_${namespace}_${service}_${port}`;
}
