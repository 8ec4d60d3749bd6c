import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ProxyView } from '../../apps/workshop/src/tutorial/readers/admin-reader.ts';
import { createCertificateAuthority } from '../../packages/envoy/src/testing/certificate-authority.ts';
import {
  type CertificateFolder,
  createCertificateFolder,
} from '../../packages/envoy/src/testing/certificate-folder.ts';
import { ROOT } from '../repository.ts';
import { underLoad } from './under-load.ts';
import { createWorkshop, type Workshop } from './workshop.ts';

const MINUTE = 60_000;

interface VirtualNodeSpec {
  readonly listeners: readonly object[];
  readonly backends: readonly { readonly virtualService: { readonly virtualServiceName: string } }[];
}

let workshop: Workshop;
let product: CertificateFolder;
let order: CertificateFolder;

beforeAll(async () => {
  product = await createCertificateFolder();
  order = await createCertificateFolder();
  workshop = await createWorkshop();
  expect(await workshop.run('./workshop', ['up'])).toMatchObject({ exitCode: 0 });
  await workshop.shell('scripts/order/01-create-mesh.sh; scripts/order/02-deploy-v1.sh');
}, 5 * MINUTE);

afterAll(async () => {
  await workshop.remove();
  for (const files of [product, order]) await files.remove();
}, MINUTE);

/** The node's own document of the tutorial, changed, through the CLI; returns when all of its proxies have it. */
async function update(name: string, change: (spec: VirtualNodeSpec) => object): Promise<void> {
  const text = await readFile(path.join(ROOT, `mesh/order/${name}.json`), 'utf8');
  const { spec } = JSON.parse(text) as { readonly spec: VirtualNodeSpec };
  const input = { meshName: 'demomesh', virtualNodeName: name, spec: change(spec) };
  await workshop.shell(`aws appmesh update-virtual-node --cli-input-json '${JSON.stringify(input)}'`);
  await expect.poll(async () => (await proxies()).map(({ state }) => state)).not.toContain('pending');
  expect((await proxies()).map(({ state }) => state)).not.toContain('rejected');
}

async function proxies(): Promise<readonly ProxyView[]> {
  const { admin } = await workshop.state();
  const answer = (await (await fetch(new URL('/proxies', admin))).json()) as {
    readonly proxies: readonly ProxyView[];
  };
  return answer.proxies;
}

const listenTo = (tls: object | undefined) =>
  update('product-vn', (spec) => ({
    ...spec,
    listeners: spec.listeners.map((listener) => ({ ...listener, ...(tls === undefined ? {} : { tls }) })),
  }));
/** Product alone takes TLS, so the policy is not that of all backends. */
const callWith = (tls: object | undefined) =>
  update('order-vn', (spec) => ({
    ...spec,
    backends: spec.backends.map(({ virtualService }) => ({
      virtualService: {
        ...virtualService,
        ...(tls !== undefined && virtualService.virtualServiceName.startsWith('product.')
          ? { clientPolicy: { tls } }
          : {}),
      },
    })),
  }));

it('order and product go from plain to mutual TLS and back, certificates are replaced, and no request is lost', {
  timeout: 5 * MINUTE,
}, async () => {
  const authority = await createCertificateAuthority('workshop');
  const issue = async () => {
    await product.replace(await authority.issue(['product.default.svc.cluster.local']), authority.trust);
    await order.replace(await authority.issue(['order']), authority.trust);
  };
  await issue();
  const certificate = { file: product.certificate };
  const subjectAlternativeNames = { match: { exact: ['order'] } };
  const validation = { trust: product.trust, subjectAlternativeNames };
  const unenforced = { enforce: false, validation: { trust: order.trust } };
  const enforced = { validation: { trust: order.trust }, certificate: { file: order.certificate } };
  const { stdout } = await workshop.run('./workshop', ['url', 'order']);
  await underLoad(stdout.trim(), async () => {
    await callWith(unenforced);
    await listenTo({ mode: 'PERMISSIVE', certificate });
    await callWith(enforced);
    await listenTo({ mode: 'STRICT', certificate });
    await listenTo({ mode: 'STRICT', certificate, validation });
    await issue();
    await listenTo({ mode: 'STRICT', certificate });
    await listenTo({ mode: 'PERMISSIVE', certificate });
    await callWith(unenforced);
    await listenTo(undefined);
    await callWith(undefined);
  });
});

it('product is not believed under another name, and is again under its own', {
  timeout: 2 * MINUTE,
}, async () => {
  const authority = await createCertificateAuthority('workshop');
  await product.replace(await authority.issue(['product.default.svc.cluster.local']), authority.trust);
  await order.replace(await authority.issue(['order']), authority.trust);
  const certificate = { file: product.certificate };
  const validation = { trust: order.trust };
  const { stdout } = await workshop.run('./workshop', ['url', 'order']);
  const status = async () => (await fetch(stdout.trim())).status;
  await callWith({ enforce: false, validation });
  await listenTo({ mode: 'STRICT', certificate });
  await callWith({ validation: { ...validation, subjectAlternativeNames: { match: { exact: ['other'] } } } });
  // Order's own answer when a service behind it fails.
  await expect.poll(status).toBe(502);
  expect([await status(), await status()]).toEqual([502, 502]);
  await callWith({ validation });
  await expect.poll(status).toBe(200);
  expect([await status(), await status()]).toEqual([200, 200]);
});

it('nothing that the control plane writes or says of its proxies has a private key in it', async () => {
  const authority = await createCertificateAuthority('workshop');
  const issued = await authority.issue(['product.default.svc.cluster.local']);
  await product.replace(issued, authority.trust);
  await listenTo({ mode: 'STRICT', certificate: { file: product.certificate } });
  const [, line = ''] = issued.privateKey.split('\n');
  expect(line.length).toBeGreaterThan(40);
  expect(JSON.stringify(await proxies())).not.toContain(line);
  expect(await workshop.shell(`grep -rIlF -e '${line}' '${workshop.stateDirectory}' || true`)).toBe('');
});
