import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from 'vitest';
import { type CertificateAuthority, createCertificateAuthority } from '../testing/certificate-authority.ts';
import { type CertificateFolder, createCertificateFolder } from '../testing/certificate-folder.ts';
import { type RecordingBackend, startRecordingBackend } from '../testing/recording-backend.ts';
import { shakeHands } from '../testing/shake-hands.ts';
import { type MeshUnderTest, type ProxyUnderTest, present, startProxyUnderTest } from './proxy-under-test.ts';
import { trafficRow } from './traffic-row.ts';

type Spec = Readonly<Record<string, unknown>>;

const INGRESS = 'lds_ingress_forward-proxy_8080';
const UPSTREAM = 'cluster.cds_egress_demomesh_shop-vn_http_8080';

/** The called side, the calling side, and a gateway that calls too. */
let shop: ProxyUnderTest | undefined;
let front: ProxyUnderTest | undefined;
let gateway: ProxyUnderTest | undefined;
let application: RecordingBackend;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let shopFiles: CertificateFolder;
let frontFiles: CertificateFolder;

beforeAll(async () => {
  authority = await createCertificateAuthority('workshop');
  stranger = await createCertificateAuthority('stranger');
  shopFiles = await createCertificateFolder();
  frontFiles = await createCertificateFolder();
  application = await startRecordingBackend('shop');
  shop = await startProxyUnderTest('virtualNode', 'shop-vn');
  front = await startProxyUnderTest('virtualNode', 'front-vn');
  gateway = await startProxyUnderTest('virtualGateway', 'gate-vg');
});

afterAll(async () => {
  for (const proxy of [shop, front, gateway]) await proxy?.stop();
  await application.stop();
  for (const files of [shopFiles, frontFiles]) await files.remove();
});

beforeEach(async () => {
  // No connection of an earlier row is used again.
  if (front !== undefined) await apply(undefined, undefined);
  application.forget();
  await shopFiles.replace(await authority.issue(['shop']), authority.trust);
  await frontFiles.replace(await authority.issue(['front', 'spiffe://demomesh/front-vn']), authority.trust);
});

const strict = (more: Spec = {}): Spec => ({
  mode: 'STRICT',
  certificate: { file: shopFiles.certificate },
  ...more,
});
const policy = (more: Spec = {}): Spec => ({ validation: { trust: frontFiles.trust }, ...more });

/** Gives both sides their documents: the listener's `tls`, and the callers' client policy. */
async function apply(tls: Spec | undefined, clientTls: Spec | undefined, listener: Spec = {}): Promise<void> {
  const mesh = meshOf(tls, clientTls, listener);
  await present(shop).apply(mesh);
  const called = { ...mesh, instances: { shop: [await present(shop).envoy.port(INGRESS)] } };
  await present(front).apply(called);
  await present(gateway).apply(called);
}

function meshOf(tls: Spec | undefined, clientTls: Spec | undefined, listener: Spec): MeshUnderTest {
  const clientPolicy = clientTls === undefined ? {} : { clientPolicy: { tls: clientTls } };
  const shopListener = {
    portMapping: { port: 8080, protocol: 'http' },
    ...(tls === undefined ? {} : { tls }),
  };
  return {
    virtualNodes: {
      'shop-vn': {
        listeners: [{ ...shopListener, ...listener }],
        serviceDiscovery: { dns: { hostname: 'shop' } },
      },
      'front-vn': {
        backends: [{ virtualService: { virtualServiceName: 'shop' } }],
        backendDefaults: clientPolicy,
      },
    },
    virtualServices: { shop: { provider: { virtualNode: { virtualNodeName: 'shop-vn' } } } },
    virtualGateways: {
      'gate-vg': {
        listeners: [{ portMapping: { port: 8080, protocol: 'http' }, tls: strict({ mode: 'PERMISSIVE' }) }],
        backendDefaults: clientPolicy,
      },
    },
    gatewayRoutes: {
      'gate-vg/all': {
        httpRoute: {
          match: { prefix: '/' },
          action: { target: { virtualService: { virtualServiceName: 'shop' } } },
        },
      },
    },
    application: application.port,
  };
}

/** What the calling side gets, ten times the same. */
async function expectAnswers(status: number): Promise<void> {
  for (let sent = 0; sent < 10; sent += 1) {
    const answer = await present(front).call('http://shop:8080/');
    expect([answer.status, answer.isWhole]).toEqual([status, true]);
  }
}

async function stat(proxy: ProxyUnderTest | undefined, name: string): Promise<number> {
  const { body } = await present(proxy).envoy.admin(`/stats?filter=^${name}$`);
  return Number(/: (\d+)/.exec(body)?.[1] ?? 0);
}

/** Runs `body`, and returns how many TLS connections the calling side made meanwhile. */
async function handshakes(body: () => Promise<void>): Promise<number> {
  const before = await stat(front, `${UPSTREAM}.ssl.handshake`);
  await body();
  return (await stat(front, `${UPSTREAM}.ssl.handshake`)) - before;
}

trafficRow('tls-strict', 'a strict listener takes TLS, and no plain connection', async () => {
  await apply(strict(), policy());
  expect(await handshakes(() => expectAnswers(200))).toBeGreaterThan(0);
  await expect(present(shop).arrive(8080, '/')).rejects.toThrow();
  expect(application.requests()).toHaveLength(10);
});

trafficRow('tls-permissive', 'a permissive listener takes TLS and plain connections', async () => {
  await apply(strict({ mode: 'PERMISSIVE' }), policy());
  expect(await handshakes(() => expectAnswers(200))).toBeGreaterThan(0);
  for (let sent = 0; sent < 10; sent += 1) {
    expect((await present(shop).arrive(8080, '/')).status).toBe(200);
  }
});

trafficRow('tls-disabled', 'a listener whose TLS is disabled takes plain connections only', async () => {
  await apply(strict({ mode: 'DISABLED' }), undefined);
  expect(await handshakes(() => expectAnswers(200))).toBe(0);
  await expect(shakeHands(await present(shop).envoy.port(INGRESS))).rejects.toThrow();
});

trafficRow(
  'tls-without-policy',
  'a caller without a policy uses TLS, and believes any certificate',
  async () => {
    await shopFiles.replace(await stranger.issue(['nobody']), stranger.trust);
    await apply(strict(), undefined);
    expect(await handshakes(() => expectAnswers(200))).toBeGreaterThan(0);
  },
);

trafficRow(
  'tls-wrong-name',
  'a certificate for another host is refused, unless that name was asked for',
  async () => {
    await shopFiles.replace(await authority.issue(['other']), authority.trust);
    await apply(strict(), policy());
    await expectAnswers(503);
    expect(application.requests()).toEqual([]);
    const names = { match: { exact: ['another', 'other'] } };
    await apply(strict(), { validation: { trust: frontFiles.trust, subjectAlternativeNames: names } });
    await expectAnswers(200);
  },
);

trafficRow('tls-wildcard', 'a certificate for all hosts of a domain counts for one of them', async () => {
  await shopFiles.replace(await authority.issue(['*.example.com']), authority.trust);
  const names = { match: { exact: ['shop.example.com'] } };
  await apply(strict(), { validation: { trust: frontFiles.trust, subjectAlternativeNames: names } });
  await expectAnswers(200);
});

trafficRow('tls-wrong-authority', 'a certificate that somebody else signed is refused', async () => {
  await shopFiles.replace(await stranger.issue(['shop']), authority.trust);
  await apply(strict(), policy());
  await expectAnswers(503);
  expect(application.requests()).toEqual([]);
});

trafficRow('tls-expired', 'a certificate that has expired is refused', async () => {
  await shopFiles.replace(await authority.issue(['shop'], { isExpired: true }), authority.trust);
  await apply(strict(), policy());
  await expectAnswers(503);
  expect(application.requests()).toEqual([]);
});

trafficRow(
  'tls-not-enforced',
  'a policy that is not enforced speaks plainly to what takes that',
  async () => {
    for (const tls of [undefined, strict({ mode: 'PERMISSIVE' })]) {
      await apply(tls, policy({ enforce: false }));
      expect(await handshakes(() => expectAnswers(200))).toBe(0);
    }
    await apply(strict(), policy({ enforce: false }));
    expect(await handshakes(() => expectAnswers(200))).toBeGreaterThan(0);
  },
);

trafficRow('tls-enforced', 'a policy that is enforced speaks to nothing that has no TLS', async () => {
  await apply(undefined, policy());
  await expectAnswers(503);
  expect(application.requests()).toEqual([]);
});

trafficRow(
  'tls-mutual',
  'a listener with a validation takes callers with a certificate of the right name only',
  async () => {
    const exact = ['spiffe://demomesh/front-vn'];
    const validation = { trust: shopFiles.trust, subjectAlternativeNames: { match: { exact } } };
    const certificate = { file: frontFiles.certificate };
    await apply(strict({ validation }), policy({ certificate }));
    await expectAnswers(200);
    await apply(strict({ validation }), policy());
    await expectAnswers(503);
    for (const wrong of [authority.issue(['front']), stranger.issue(['front', ...exact])]) {
      await frontFiles.replace(await wrong, authority.trust);
      await apply(strict({ validation }), policy({ certificate }));
      await expectAnswers(503);
    }
    expect(application.requests()).toHaveLength(10);
  },
);

trafficRow('tls-gateway', 'a gateway ends TLS from outside, and calls with TLS of its own', async () => {
  await apply(strict(), policy());
  const port = await present(gateway).envoy.port(INGRESS);
  expect(await shakeHands(port, ['h2', 'http/1.1'])).toMatchObject({ alpn: 'http/1.1' });
  for (let sent = 0; sent < 10; sent += 1) {
    expect((await present(gateway).arrive(8080, '/')).status).toBe(200);
  }
});

trafficRow(
  'tls-missing-file',
  'a strict listener whose certificate is not there is down, never plain',
  async () => {
    const { certificateChain, privateKey } = shopFiles.certificate;
    const certificate = { file: { certificateChain: `${certificateChain}-nowhere`, privateKey } };
    const why = await present(shop).refuse(meshOf(strict({ certificate }), undefined, {}));
    expect(why).toContain('tls.crt-nowhere');
    await expect(present(shop).arrive(8080, '/')).rejects.toThrow();
    await apply(strict(), policy());
    await expectAnswers(200);
  },
);

trafficRow('tls-health-check', 'health checks go through TLS', async () => {
  const healthCheck = {
    protocol: 'http',
    path: '/up',
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    intervalMillis: 5000,
    timeoutMillis: 2000,
  };
  await apply(strict(), policy(), { healthCheck });
  await expect.poll(() => application.healthChecks().length, { timeout: 15_000 }).toBeGreaterThan(0);
  expect(await stat(front, `${UPSTREAM}.health_check.failure`)).toBe(0);
  await expectAnswers(200);
});

trafficRow(
  'tls-rotation',
  'certificates and authorities that are replaced by a rename lose no request, and are what new connections see',
  async () => {
    const validation = { trust: shopFiles.trust };
    await apply(strict({ validation }), policy({ certificate: { file: frontFiles.certificate } }));
    const load = startLoad();
    const next = await createCertificateAuthority('workshop');
    // Both are trusted while the one takes the other's place, as in any change of an authority.
    for (const [issuer, trusted] of [
      [authority, authority.trust],
      [authority, authority.trust + next.trust],
      [next, authority.trust + next.trust],
      [next, next.trust],
    ] as const) {
      const certificate = await issuer.issue(['shop']);
      await shopFiles.replace(certificate, trusted);
      await frontFiles.replace(await issuer.issue(['front']), trusted);
      const port = await present(shop).envoy.port(INGRESS);
      await expect
        .poll(async () => BigInt(`0x${(await shakeHandsOrNothing(port)) || 'ff'}`))
        .toBe(BigInt(`0x${certificate.serialNumber}`));
      await load.more(100);
    }
    const statuses = await load.stop();
    expect(statuses.length).toBeGreaterThan(400);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    // The gateway has the caller's files too, and connects for the first time.
    expect((await present(gateway).arrive(8080, '/')).status).toBe(200);
  },
);

trafficRow(
  'tls-transitions',
  'from plain to permissive, strict and mutual TLS and back no request is lost',
  async () => {
    const certificate = { file: frontFiles.certificate };
    const permissive = strict({ mode: 'PERMISSIVE' });
    const mutual = strict({ validation: { trust: shopFiles.trust } });
    const way: readonly (readonly [Spec | undefined, Spec | undefined])[] = [
      [undefined, undefined],
      [undefined, policy({ enforce: false })],
      [permissive, policy({ enforce: false })],
      [permissive, policy({ certificate })],
      [strict(), policy({ certificate })],
      [mutual, policy({ certificate })],
    ];
    const load = startLoad();
    for (const [tls, clientTls] of [...way, ...[...way].reverse()]) {
      await apply(tls, clientTls);
      await load.more(100);
    }
    const statuses = await load.stop();
    expect(statuses.length).toBeGreaterThan(1200);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  },
);

/** Two hundred requests a second from the calling side. */
function startLoad() {
  const answers: Promise<number>[] = [];
  const timer = setInterval(() => {
    const answer = present(front).call('http://shop:8080/');
    answers.push(
      answer.then(
        ({ status, isWhole }) => (isWhole ? status : 0),
        () => 0,
      ),
    );
  }, 5);
  onTestFinished(() => clearInterval(timer));
  return {
    /** Waits until so many more were sent. */
    async more(count: number): Promise<void> {
      const before = answers.length;
      await expect.poll(() => answers.length).toBeGreaterThanOrEqual(before + count);
    },
    /** The statuses of all answers; 0 for one that was broken off. */
    async stop(): Promise<readonly number[]> {
      clearInterval(timer);
      return Promise.all(answers);
    },
  };
}

/** The serial number of what a listener shows; empty when it ends the connection for want of a certificate. */
async function shakeHandsOrNothing(port: number): Promise<string> {
  return shakeHands(port).then(
    ({ serialNumber }) => serialNumber,
    () => '',
  );
}
