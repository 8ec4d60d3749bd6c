import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { describePortHolder, findPortHolder, parseListeningSockets } from './find-port-holder.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1CE8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1001        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1CE8 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
   2: 0100007F:1CE9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
`;

it('reads the sockets that listen on a port, not the connections to it, from the kernel table', () => {
  expect(parseListeningSockets(TABLE, 7400)).toEqual([{ inode: '4711', uid: 1001 }]);
});

it('finds nobody in an empty table', () => {
  expect(parseListeningSockets('', 7400)).toEqual([]);
});

it.runIf(process.platform === 'linux')('finds the process that listens on a port', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await findPortHolder(port)).toMatchObject({ process: { pid: process.pid } });
  server.close();
});

it.each([
  [undefined, '', undefined],
  [{ process: { pid: 7, name: 'envoy' } }, ' by process 7 (envoy)', 'end process 7'],
  [{ user: 'alice' }, ' by a process of user alice', undefined],
  [{ process: { pid: 7, name: 'node' }, user: 'alice' }, ' by process 7 (node) of user alice', undefined],
  [
    { process: { pid: 7, name: 'node', environment: '/a b/.workshop' } },
    ' by process 7 (node), of the environment in /a b/.workshop',
    "stop that environment (./workshop --state-dir '/a b/.workshop' down)",
  ],
])('says of %j whose the port is, and tells nobody to end what is not theirs', (holder, by, remedy) => {
  expect(describePortHolder(holder)).toEqual({ by, remedy });
});

it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'names the user whose process it is',
  async () => {
    const program =
      'const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))';
    const server = spawn(process.execPath, ['-e', program], {
      uid: 65_534,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [port] = await once(server.stdout, 'data');
      expect((await findPortHolder(Number(port)))?.user).toMatch(/^(nobody|65534)$/);
    } finally {
      server.kill('SIGKILL');
    }
  },
);
