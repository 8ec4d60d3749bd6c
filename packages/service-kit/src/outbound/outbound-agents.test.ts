import { type Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startTestServer } from '../testing/test-server.ts';
import { createOutboundAgent } from './outbound-agents.ts';

const COLOR = 'http://color.default.svc.cluster.local:8080/color';

/** What a library does that knows nothing of proxies: a request with the agent that it was given. */
function ask(url: string, agent: Agent): Promise<string> {
  onTestFinished(() => agent.destroy());
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => resolve(text(response))).on('error', reject);
  });
}

/** A server that answers with the URL it was asked for and the number of the connection. */
async function startServer() {
  let connections = 0;
  const numbers = new WeakMap<object, number>();
  const started = await startTestServer((request, response) => {
    response.end(`${request.url} over ${numbers.get(request.socket)}`);
  });
  started.server.on('connection', (socket) => numbers.set(socket, ++connections));
  return started.url;
}

test('the agent for a library goes through the proxy, over one connection', async () => {
  const agent = createOutboundAgent({ httpProxy: await startServer(), noProxy: '' }, COLOR);
  expect(await ask(COLOR, agent)).toBe(`${COLOR} over 1`);
  expect(await ask(COLOR, agent)).toBe(`${COLOR} over 1`);
});

test.for(['no proxy is set', 'NO_PROXY names the host'])(
  'it goes straight, over one connection, when %s',
  async (why) => {
    const url = await startServer();
    const nowhere = { httpProxy: 'http://127.0.0.1:1', noProxy: '127.0.0.1' };
    const agent = createOutboundAgent(
      why === 'no proxy is set' ? { httpProxy: undefined, noProxy: '' } : nowhere,
      url,
    );
    expect(await ask(`${url}/color`, agent)).toBe('/color over 1');
    expect(await ask(`${url}/color`, agent)).toBe('/color over 1');
  },
);
