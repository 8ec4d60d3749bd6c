import { expect, test } from 'vitest';
import * as names from './names.ts';

test('names are what App Mesh called them, and never change', () => {
  expect([
    names.redirectIngressListener(),
    names.redirectEgressListener(),
    names.ingressRoutes('http', 8080),
    names.egressRoutes('http2', 80),
    names.ingressCluster('demomesh', 'order-vn', 'http', 8080),
    names.egressCluster('demomesh', 'product-vn', 'http', 8080),
    names.amazonawsCluster('demomesh'),
    names.allowAllCluster('demomesh'),
  ]).toEqual([
    'lds_ingress_0.0.0.0_15000',
    'lds_egress_0.0.0.0_15001',
    'rds_ingress_http_8080',
    'rds_egress_http2_80',
    'cds_ingress_demomesh_order-vn_http_8080',
    'cds_egress_demomesh_product-vn_http_8080',
    'cds_egress_demomesh_amazonaws',
    'cds_egress_demomesh_mesh-allow-all',
  ]);
});

test('names that App Mesh did not have are built alike, and never change', () => {
  expect([
    names.forwardProxyIngressListener(8080),
    names.forwardProxyEgressListener(),
    names.forwardProxyEgressRoutes(),
    names.SERVICE_PROXY_HTTP,
    names.loadBalancer('default', 'order', 80),
    names.serviceCluster('default', 'order', 80),
  ]).toEqual([
    'lds_ingress_forward-proxy_8080',
    'lds_egress_forward-proxy',
    'rds_egress_http_forward-proxy',
    'service-proxy_http',
    'load-balancer_default_order_80',
    'service_default_order_80',
  ]);
});
