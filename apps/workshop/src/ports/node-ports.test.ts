import { expect, it } from 'vitest';
import { keepNodePorts } from './node-ports.ts';
import { createPortAllocator } from './port-allocator.ts';

const ref = (service: string) => ({ namespace: 'default', service, port: 80 });

it('has a port for each of many Services that come and go, more than there are ports', async () => {
  const ports = keepNodePorts(createPortAllocator({ first: 18_300, last: 18_349 }));
  for (let index = 0; index < 200; index += 1) {
    const port = await ports.allocate(ref(`service-${index}`));
    expect(port).toBeGreaterThanOrEqual(18_300);
    ports.release(ref(`service-${index}`), port);
  }
});

it('gives a Service that comes back the port it had', async () => {
  const ports = keepNodePorts(createPortAllocator({ first: 18_400, last: 18_449 }));
  const before = await ports.allocate(ref('product'));
  ports.release(ref('product'), before);
  expect(await ports.allocate(ref('order'))).not.toBe(before);
  expect(await ports.allocate(ref('product'))).toBe(before);
});

it('says so when every port is in use', async () => {
  const ports = keepNodePorts(createPortAllocator({ first: 18_450, last: 18_450 }));
  await ports.allocate(ref('product'));
  await expect(ports.allocate(ref('order'))).rejects.toThrow('no free port');
});
