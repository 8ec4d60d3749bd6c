import { expect, test } from 'vitest';
import { buildBootstrap } from './build-bootstrap.ts';
import { findEnvoy, NO_ENVOY, validateBootstrap } from './testing/envoy-binary.ts';

const bootstrap = (host: string) =>
  buildBootstrap({
    nodeId: 'mesh/demomesh/virtualNode/order-vn',
    nodeCluster: 'order-vn',
    metadata: { 'mesh-workshop': { interception: 'redirect' } },
    xds: { host, port: 18_000 },
    admin: { address: '127.0.0.1', port: 0 },
  });

test.for(['127.0.0.1', 'control-plane.mesh.svc'])(
  'Envoy accepts it without a warning, control plane at %s',
  async (host, context) => {
    const envoy = findEnvoy() ?? context.skip(NO_ENVOY);
    expect(await validateBootstrap(envoy, bootstrap(host))).toEqual({ valid: true, warnings: [] });
  },
);

test('says who the proxy is, in App Mesh’s words', () => {
  expect(bootstrap('127.0.0.1')).toMatchObject({
    node: {
      id: 'mesh/demomesh/virtualNode/order-vn',
      cluster: 'order-vn',
      metadata: { 'mesh-workshop': { interception: 'redirect' } },
    },
  });
});

test('waits for clusters and listeners for as long as it takes', () => {
  const forever = { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' };
  expect(bootstrap('127.0.0.1')).toMatchObject({
    dynamic_resources: { cds_config: forever, lds_config: forever },
  });
});

test('comes back within about a second of the control plane, however long that was gone', () => {
  expect(bootstrap('127.0.0.1')).toMatchObject({
    dynamic_resources: {
      ads_config: {
        grpc_services: [{ envoy_grpc: { retry_policy: { retry_back_off: { max_interval: '1s' } } } }],
      },
    },
  });
});
