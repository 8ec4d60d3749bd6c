import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { findPortHolder, parseListeningInodes } from './find-port-holder.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1CE8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1CE8 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
   2: 0100007F:1CE9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
`;

it('reads the sockets that listen on a port, not the connections to it, from the kernel table', () => {
  expect(parseListeningInodes(TABLE, 7400)).toEqual(['4711']);
});

it('finds nobody in an empty table', () => {
  expect(parseListeningInodes('', 7400)).toEqual([]);
});

it.runIf(process.platform === 'linux')('finds the process that listens on a port', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await findPortHolder(port)).toMatchObject({ pid: process.pid });
  server.close();
});
