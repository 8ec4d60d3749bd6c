import type { ConfigMap, Container, Pod, Secret } from '@mesh-workshop/kubernetes-api';
import { expect, it } from 'vitest';
import { resolveContainerEnvironment } from './container-environment.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'product-1', namespace: 'shop', uid: 'u', labels: { app: 'product' } },
  spec: { containers: [] },
} as unknown as Pod;

const SOURCES = {
  configMap: (name: string) =>
    name === 'settings' ? ({ data: { COLOR: 'blue' } } as unknown as ConfigMap) : undefined,
  secret: (name: string) =>
    name === 'key'
      ? ({ data: { TOKEN: Buffer.from('s3cret').toString('base64') } } as unknown as Secret)
      : undefined,
};

function resolve(
  container: Partial<Container>,
  local: { port?: number; version?: string; proxy?: string } = {},
) {
  return resolveContainerEnvironment(POD, { name: 'product', image: 'product:1.0', ...container }, SOURCES, {
    searchPath: '/usr/bin:/bin',
    home: '/pod',
    ...local,
  });
}

it('puts the real address over what the chart says, and the proxy in both cases', () => {
  const { env } = resolve(
    {
      env: [
        { name: 'HOST', value: '0.0.0.0' },
        { name: 'PORT', value: '8080' },
      ],
    },
    { port: 20_001, version: '1.5', proxy: 'http://127.0.0.1:20002' },
  );
  expect(env).toEqual({
    PATH: '/usr/bin:/bin',
    HOME: '/pod',
    HOSTNAME: 'product-1',
    VERSION: '1.5',
    HOST: '127.0.0.1',
    PORT: '20001',
    http_proxy: 'http://127.0.0.1:20002',
    HTTP_PROXY: 'http://127.0.0.1:20002',
    no_proxy: '127.0.0.1,localhost',
    NO_PROXY: '127.0.0.1,localhost',
  });
});

it('follows references to fields, config maps and secrets, one by one and as a whole', () => {
  const { env, problems } = resolve({
    envFrom: [{ configMapRef: { name: 'settings' }, prefix: 'APP_' }, { secretRef: { name: 'key' } }],
    env: [
      { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      { name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'COLOR' } } },
      { name: 'GREETING', value: 'I am $(POD), not $$(POD) or $(NOBODY)' },
    ],
  });
  expect(problems).toEqual([]);
  expect(env).toMatchObject({
    APP_COLOR: 'blue',
    TOKEN: 's3cret',
    POD: 'product-1',
    APP: 'product',
    COLOR: 'blue',
    GREETING: 'I am product-1, not $(POD) or $(NOBODY)',
  });
});

it('names everything that leads nowhere, unless it is optional', () => {
  const { problems } = resolve({
    envFrom: [{ configMapRef: { name: 'nowhere' } }, { secretRef: { name: 'nowhere', optional: true } }],
    env: [
      { name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'SHAPE' } } },
      { name: 'B', valueFrom: { secretKeyRef: { name: 'key', key: 'NO', optional: true } } },
      { name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
    ],
  });
  expect(problems).toEqual([
    'envFrom: ConfigMap nowhere not found',
    'environment variable A of container product: ConfigMap settings has no key SHAPE',
    'environment variable C of container product: valueFrom knows fieldRef, configMapKeyRef and secretKeyRef here',
  ]);
});
