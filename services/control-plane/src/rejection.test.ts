import { UpdateVirtualNodeCommand } from '@aws-sdk/client-app-mesh';
import { expect, test } from 'vitest';
import { findEnvoy, startSidecar } from './testing/real-envoy.ts';
import { createShopMesh, nodeSpec, PRODUCT, sdkClient } from './testing/shop-mesh.ts';
import { startControlPlane } from './testing/start-control-plane.ts';

const ORDER = 'mesh/shop/virtualNode/order-vn';
const MISSING = '/nowhere/certificate.pem';

test('what a real Envoy refuses is told with its words and with the resource behind it, until that is mended', async (context) => {
  const envoy = await findEnvoy();
  if (envoy === undefined) return context.skip('no Envoy: set ENVOY_BIN to its binary, or put it on PATH');
  const controlPlane = await startControlPlane();
  const client = sdkClient(controlPlane.apiUrl);
  await createShopMesh(client);
  await startSidecar(envoy, ORDER, controlPlane.xdsPort);
  await expect.poll(() => controlPlane.admin('/proxies')).toMatchObject({ proxies: [{ state: 'synced' }] });

  const node = { meshName: 'shop', virtualNodeName: 'order-vn' };
  const well = nodeSpec('order', [PRODUCT]);
  const file = { certificateChain: MISSING, privateKey: MISSING };
  const tls = { mode: 'STRICT', certificate: { file } } as const;
  const listeners = [{ portMapping: { port: 8080, protocol: 'http' }, tls }] as const;
  await client.send(new UpdateVirtualNodeCommand({ ...node, spec: { ...well, listeners: [...listeners] } }));
  const secret = `sds_certificate_${MISSING}_${MISSING}`;
  const path = `secrets["${secret}"]`;
  await expect
    .poll(() => controlPlane.admin('/problems'))
    .toMatchObject({
      problems: [
        {
          code: 'rejected-by-proxy',
          resource: ORDER,
          path,
          message: expect.stringContaining('file /nowhere/'),
        },
      ],
    });
  const reason = expect.stringContaining(`Envoy rejected ${path} of ${ORDER} and keeps what it had before: `);
  expect(await controlPlane.admin('/proxies')).toMatchObject({
    proxies: [{ state: 'rejected', reason, types: { secrets: { nack: { refused: [secret] } } } }],
  });

  await client.send(new UpdateVirtualNodeCommand({ ...node, spec: well }));
  await expect.poll(() => controlPlane.admin('/problems')).toEqual({ problems: [] });
  await expect.poll(() => controlPlane.admin('/proxies')).toMatchObject({ proxies: [{ state: 'synced' }] });
});
