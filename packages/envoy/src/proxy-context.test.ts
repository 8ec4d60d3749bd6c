import type { JsonObject } from '@mesh-workshop/json';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseProxyContext } from './proxy-context.ts';

const FORWARD_PROXY = {
  pod: 'product-1',
  namespace: 'shop',
  interception: 'forward-proxy',
  bind: { address: '127.0.0.1', egressPort: 40_001, ingress: { 8080: { port: 40_002, appPort: 40_003 } } },
};

test('an Envoy that says nothing of itself is redirected, as App Mesh’s were', () => {
  expect(parseProxyContext({ other: 1 })).toEqual({
    value: { interception: 'redirect', namespace: 'default' },
    problems: [],
  });
});

test('a forward proxy says where it is bound', () => {
  expect(parseProxyContext({ 'mesh-workshop': FORWARD_PROXY })).toEqual({
    value: FORWARD_PROXY,
    problems: [],
  });
});

test('everything that cannot be understood is reported, with the value and what is allowed', () => {
  const bind = { egressPort: 0, ingress: { 8080: { port: '40002' }, 9090: 1 } };
  const given = { pod: 7, namespace: '', interception: 'forward-proxy', bind };
  const { problems } = parseProxyContext({ 'mesh-workshop': given });
  expect(problems.map(({ code }) => code)).toEqual(problems.map(() => 'invalid-proxy-metadata'));
  expect(problems.map(({ message }) => message)).toEqual([
    'node.metadata.mesh-workshop.pod is 7; it must be a string.',
    'node.metadata.mesh-workshop.namespace is ""; it must be a string.',
    'node.metadata.mesh-workshop.bind.ingress.8080.port is "40002"; it must be a port from 1 to 65535.',
    'node.metadata.mesh-workshop.bind.ingress.8080.appPort is absent; it must be a port from 1 to 65535.',
    'node.metadata.mesh-workshop.bind.ingress.9090 is 1; it must be an object.',
    'node.metadata.mesh-workshop.bind.ingress.9090.port is absent; it must be a port from 1 to 65535.',
    'node.metadata.mesh-workshop.bind.ingress.9090.appPort is absent; it must be a port from 1 to 65535.',
    'node.metadata.mesh-workshop.bind.egressPort is 0; it must be a port from 1 to 65535.',
  ]);
});

test('a gateway says how many proxies before it are believed', () => {
  for (const trustedHops of [0, 1, 3])
    expect(parseProxyContext({ 'mesh-workshop': { trustedHops } })).toEqual({
      value: { interception: 'redirect', namespace: 'default', trustedHops },
      problems: [],
    });
  for (const trustedHops of [-1, 1.5, '2', 256])
    expect(
      parseProxyContext({ 'mesh-workshop': { trustedHops } }).problems.map(({ message }) => message),
    ).toEqual([
      `node.metadata.mesh-workshop.trustedHops is ${JSON.stringify(trustedHops)}; it must be a whole number from 0 to 255.`,
    ]);
});

test('another interception is reported by name', () => {
  const { problems } = parseProxyContext({ 'mesh-workshop': { interception: 'tproxy' } });
  expect(problems.map(({ message }) => message)).toEqual([
    'node.metadata.mesh-workshop.interception is "tproxy"; it must be redirect or forward-proxy.',
  ]);
});

test('no metadata throws', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('mesh-workshop', 'other'), fc.jsonValue()), (metadata) => {
      parseProxyContext(metadata as JsonObject);
    }),
  );
});
