import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mutateText } from '../mutate.ts';
import type { Random } from '../random.ts';
import { sendRequest } from '../send-request.ts';
import type { Surface } from '../surface.ts';
import { startTarget } from '../target.ts';

const ROOT = '1-5759e988-bd862e3fe1be46a994272793';
const HEADERS = [
  `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`,
  `Root=${ROOT};Sampled=0`,
  `Root=${ROOT};Sampled=?;Lineage=a87bd80c:1|68fd508a:5`,
  `Self=1-67891234-12456789abcdef012345678;Root=${ROOT}`,
  `sampled=1;root=${ROOT};parent=;;`,
  '',
];

function makeHeader(random: Random): string {
  const header = random.pick(HEADERS);
  const text = random.chance(0.8) ? mutateText(header, random) : header;
  // A line's end would begin another header, which is another surface.
  return text.replace(/[\r\n\0]/g, ' ');
}

/** X-Ray trace headers, to a service that records them, and passes them on to two others. */
export const xrayHeaders: Surface = {
  name: 'xray-headers',
  concurrency: 8,
  async start() {
    const daemon = createSocket('udp4');
    daemon.bind(0, '127.0.0.1');
    await once(daemon, 'listening');
    // The others, and what the daemon says about sampling.
    const others = createServer(({ url = '' }, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ service: url.slice(1), version: '1.0' }));
    });
    others.listen(0, '127.0.0.1');
    await once(others, 'listening');
    const { port } = others.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const target = await startTarget(
      'services/order/src/main.ts',
      {
        PORT: '0',
        LOG_LEVEL: 'info',
        PRODUCT_SVC_URL: `${url}/Product`,
        CUSTOMER_SVC_URL: `${url}/Customer`,
        AWS_XRAY_DAEMON_ADDRESS: `tcp:127.0.0.1:${port} udp:127.0.0.1:${daemon.address().port}`,
      },
      'listening',
    );
    const servicePort = Number(new URL(String(target.ready.url)).port);
    return {
      target,
      send(random) {
        const lines = ['GET / HTTP/1.1', 'host: localhost', 'connection: close'];
        for (let count = random.below(10) === 0 ? 2 : 1; count > 0; count -= 1)
          lines.push(`${random.pick(['X-Amzn-Trace-Id', 'x-amzn-trace-id'])}: ${makeHeader(random)}`);
        const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
        return sendRequest({ port: servicePort }, { bytes, isWhole: true });
      },
      settle: async () => undefined,
      async end() {
        await target.end();
        daemon.close();
        others.close();
        others.closeAllConnections();
      },
    };
  },
};
