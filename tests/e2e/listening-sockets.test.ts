import { expect, it } from 'vitest';
import { isLoopback, parseListeningSockets } from './listening-sockets.ts';

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

it('reads listening sockets out of the tables of the kernel, and no others', () => {
  const table = `${HEADER}   0: 0100007F:1CE8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 100 0 0 10 0
   1: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0 100 0 0 10 0
   2: 0100007F:8AAA 0100007F:1CE8 01 00000000:00000000 00:00000000 00000000     0        0 888 1 0 100 0 0 10 0
`;
  expect(parseListeningSockets(table)).toEqual([
    { address: '127.0.0.1', port: 7400, inode: '12345' },
    { address: '0.0.0.0', port: 80, inode: '777' },
  ]);
});

it.each([
  ['127.0.0.1', true],
  ['127.0.0.2', true],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['00000000000000000000000001000000', true],
  ['0000000000000000FFFF00000100007F', true],
  ['00000000000000000000000000000000', false],
])('tells whether %s is loopback: %s', (address, loopback) => {
  expect(isLoopback(address)).toBe(loopback);
});
