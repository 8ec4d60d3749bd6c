import { makeHttpInput } from '../http-input.ts';
import { sendRequest } from '../send-request.ts';
import type { Surface } from '../surface.ts';
import { startControlPlane } from './control-plane-target.ts';

const PATHS = [
  ...['/healthz', '/ready', '/metrics', '/proxies', '/problems', '/changes', '/resources', '/nothing', '/'],
  ...['/snapshots/proxy-1', '/snapshots/%2e', '/endpoint-users?address=127.0.0.1&port=40001'],
  ...['/endpoint-users?address=a&address=b&port=1', '/endpoint-users?address[__proto__]=1&port=99999999999'],
];

/** Raw HTTP to the admin address. */
export const admin: Surface = {
  name: 'admin',
  concurrency: 32,
  async start() {
    const target = await startControlPlane();
    const templates = PATHS.map((path) => ({ method: 'GET', path }));
    return {
      target,
      send: (random) => sendRequest({ port: target.ports.admin }, makeHttpInput(templates, {}, random)),
      settle: async () => undefined,
      end: () => target.end(),
    };
  },
};
