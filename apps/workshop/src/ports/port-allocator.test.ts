import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { createPortAllocator, isPortFree } from './port-allocator.ts';

it('never hands out a port twice while it is held, also when asked for many at once', async () => {
  const allocator = createPortAllocator({ first: 18_100, last: 18_199 });
  const ports = await Promise.all(Array.from({ length: 20 }, () => allocator.allocate()));
  expect(new Set(ports).size).toBe(20);
});

it('leaves out a port somebody else listens on', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await isPortFree(taken)).toBe(false);
  const allocator = createPortAllocator({ first: taken, last: taken });
  await expect(allocator.allocate()).rejects.toThrow(
    `no free port on 127.0.0.1 between ${taken} and ${taken}`,
  );
  await new Promise((resolve) => server.close(resolve));
  expect(await allocator.allocate()).toBe(taken);
});

it('comes back to a port that was given back only after all others', async () => {
  const allocator = createPortAllocator({ first: 18_200, last: 18_299 });
  const first = await allocator.allocate();
  allocator.release(first);
  expect(await allocator.allocate()).not.toBe(first);
});
