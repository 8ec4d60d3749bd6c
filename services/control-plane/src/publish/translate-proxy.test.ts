import type { ProxyNode } from '@mesh-workshop/xds';
import { describe, expect, it } from 'vitest';
import { resolveEndpoints } from '../endpoints/resolve-endpoints.ts';
import { describeProxy, translateProxy } from './translate-proxy.ts';

const INPUT = {
  meshes: new Map(),
  endpoints: resolveEndpoints(
    [
      {
        metadata: { name: 'order', namespace: 'default' },
        spec: { type: 'LoadBalancer', ports: [{ port: 80, nodePort: 30080 }] },
      },
    ],
    [],
    { clusterDomain: 'cluster.local', shortNames: true, namespaces: new Set<string>() },
  ),
  clusterDomain: 'cluster.local',
  accountId: '000000000000',
};

function node(id: string, metadata: ProxyNode['metadata'] = {}): ProxyNode {
  return { id, cluster: id, metadata, userAgent: 'envoy/1.35.0' };
}

describe('translateProxy', () => {
  it.each([
    ['nonsense', /^node\.id is "nonsense"; allowed: mesh\/<mesh>\/virtualNode\/<name>/],
    ['mesh/shop/virtualNode/order-vn', /^mesh shop of account 000000000000 does not exist$/],
    ['mesh/shop@111111111111/virtualNode/order-vn', /^mesh shop of account 111111111111 does not exist$/],
    ['mesh/shop/virtualGateway/gw', /^mesh shop of account 000000000000 does not exist$/],
    ['service-proxy/local', /bind is undefined; a service proxy needs/],
  ])('says why there is nothing for %s', (id, reason) => {
    expect(translateProxy(node(id), INPUT)).toEqual({ reason: expect.stringMatching(reason), problems: [] });
  });

  it('gives a service proxy the Services', () => {
    const bind = { address: '127.0.0.1', httpProxyPort: 7404 };
    const translation = translateProxy(node('service-proxy/local', { 'mesh-workshop': { bind } }), INPUT);
    expect(JSON.stringify(translation)).toContain('"port_value":7404');
    expect(JSON.stringify(translation)).toContain('"port_value":30080');
  });
});

describe('describeProxy', () => {
  it('names the resource of every form of a node id, and none for a service proxy', () => {
    const arn = 'arn:aws:appmesh:us-west-2:000000000000:mesh/shop/virtualNode/order-vn';
    const metadata = { 'mesh-workshop': { pod: 'order-1', namespace: 'demos', interception: 'redirect' } };
    expect(describeProxy(node(arn, metadata))).toEqual({
      resource: 'mesh/shop/virtualNode/order-vn',
      pod: 'order-1',
      namespace: 'demos',
    });
    expect(describeProxy(node('service-proxy/local'))).toEqual({});
  });
});
