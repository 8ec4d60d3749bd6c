import type { Pod, Service } from '@mesh-workshop/kubernetes-api';
import { expect, it } from 'vitest';
import { choosePort, readTargetPort } from './resolve-target.ts';

const SERVICE = {
  metadata: { name: 'product' },
  spec: { ports: [{ name: 'web', port: 80, targetPort: 'http' }, { port: 8080 }] },
} as unknown as Service;
const POD = {
  metadata: { name: 'product-1', annotations: { 'mesh-workshop.dev/app-ports': '{"8080":20001}' } },
  spec: { containers: [{ name: 'product', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] }] },
} as unknown as Pod;

it.each([
  ['80', 'http'],
  ['web', 'http'],
  ['8080', '8080'],
])('reads the target of service port %s', (remote, expected) => {
  expect(readTargetPort(SERVICE, remote)).toBe(expected);
});

it.each(['8080', 'http'])('goes to the real port of the app behind container port %s', (remote) => {
  expect(choosePort(POD, remote)).toEqual({ pod: 'product-1', containerPort: 8080, port: 20_001 });
});

it('names the ports there are when one is asked for that is not', () => {
  expect(() => readTargetPort(SERVICE, '81')).toThrow('service product has no port 81. It has: 80, 8080.');
  expect(() => choosePort(POD, '81')).toThrow('pod product-1 has no port 81. It has: 8080.');
});
