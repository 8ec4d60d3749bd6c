import { expect, it } from 'vitest';
import { readPod } from './read-pod.ts';

const READY = [{ type: 'Ready', status: 'True' }];

it('keeps of a pod whose it is, whether it serves and where', () => {
  const metadata = {
    namespace: 'shop',
    name: 'cart-5d4f8c-x',
    labels: { app: 'cart', 'pod-template-hash': '5d4f8c' },
    annotations: { 'appmesh.k8s.aws/mesh': 'shop', 'appmesh.k8s.aws/virtualNode': 'cart-vn', other: '1' },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'cart-5d4f8c' }],
  };
  const podIPs = [{ ip: '10.0.0.1' }, { ip: '2001:db8::1' }];
  const spec = {
    initContainers: [{ ports: [{ containerPort: 15000 }] }],
    containers: [{ ports: [{ containerPort: 8080 }, { containerPort: 53, protocol: 'UDP' }] }, {}],
  };
  expect(readPod({ metadata, spec, status: { podIP: '10.0.0.1', podIPs, conditions: READY } })).toEqual({
    namespace: 'shop',
    name: 'cart-5d4f8c-x',
    labels: metadata.labels,
    deployment: 'cart',
    boundTo: { meshName: 'shop', virtualNodeName: 'cart-vn' },
    serves: true,
    addresses: ['10.0.0.1', '2001:db8::1'],
    containerPorts: [8080, 15000],
  });
});

it.each([
  ['ready', { conditions: READY }, undefined, true],
  ['not ready', { conditions: [{ type: 'Ready', status: 'False' }] }, undefined, false],
  ['without conditions', {}, undefined, false],
  ['ready, but about to end', { conditions: READY }, '2026-01-02T03:04:05Z', false],
])('a pod that is %s', (_, status, deletionTimestamp, serves) => {
  const metadata = { name: 'a', ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) };
  expect(readPod({ metadata, status }).serves).toBe(serves);
});

it.each([
  ['is scheduled nowhere', {}, []],
  ['has one address', { podIP: '10.0.0.1' }, ['10.0.0.1']],
  ['has an address that is none', { podIP: 'nowhere' }, []],
])('a pod that %s', (_, status, addresses) => {
  expect(readPod({ metadata: { name: 'a' }, status }).addresses).toEqual(addresses);
});

it.each([
  ['{"8080":{"address":"127.0.0.1","port":40001}}', { 8080: { address: '127.0.0.1', port: 40001 } }],
  ['{"8080":{"address":"localhost","port":1},"81":{"address":"::1","port":2}}', { 81: expect.anything() }],
  ['{"8080":{"address":"127.0.0.1","port":70000},"81":null,"82":{"port":1}}', {}],
  ['{"8080":', {}],
  ['null', {}],
])('the ports %s lead there, and those that are wrong nowhere', (text, ports) => {
  expect(readPod({ metadata: { annotations: { 'mesh-workshop.dev/ports': text } } }).ports).toEqual(ports);
});
