import { expect, it } from 'vitest';
import type { EndpointUsers } from './control-plane-client.ts';
import { leaveEndpoints } from './leave-endpoints.ts';

const ADDRESS = { address: '127.0.0.1', port: 20_001 };
const ORDER = { pod: 'order-1', namespace: 'shop' };
const order = { ...ORDER, proxyId: 'proxy-7' };
const serviceProxy = { proxyId: 'proxy-1' };
const running = () => [ORDER, {}];

/** A control plane that gives these answers, the last one for ever. */
function answering(...answers: readonly (EndpointUsers | undefined)[]) {
  const asked: number[] = [];
  const endpointUsers = async ({ port }: typeof ADDRESS) => {
    asked.push(port);
    return answers[Math.min(asked.length, answers.length) - 1];
  };
  return { asked, endpointUsers };
}

it('waits until every Envoy that runs has let go of the address', async () => {
  const controlPlane = answering(
    { proxies: [order, serviceProxy], letGo: [] },
    { proxies: [order], letGo: [serviceProxy] },
    { proxies: [], letGo: [serviceProxy, order] },
  );
  expect(await leaveEndpoints(controlPlane, [ADDRESS], running, 10_000)).toEqual({ left: true, users: [] });
  expect(controlPlane.asked).toEqual([20_001, 20_001, 20_001]);
});

it('waits for the Envoys that a control plane started again has not heard from', async () => {
  const controlPlane = answering(
    undefined,
    { proxies: [], letGo: [] },
    { proxies: [], letGo: [serviceProxy] },
    { proxies: [], letGo: [serviceProxy, order] },
  );
  expect((await leaveEndpoints(controlPlane, [ADDRESS], running, 10_000)).left).toBe(true);
  expect(controlPlane.asked).toHaveLength(4);
});

it('does not wait for an Envoy that has ended, nor for one that the control plane knows and that does not run here', async () => {
  const controlPlane = answering({ proxies: [], letGo: [serviceProxy] });
  expect((await leaveEndpoints(controlPlane, [ADDRESS], () => [{}], 10_000)).left).toBe(true);
});

it('gives up at the limit and says who may still use the address', async () => {
  const controlPlane = answering({ proxies: [serviceProxy], letGo: [] });
  expect(await leaveEndpoints(controlPlane, [ADDRESS], running, 0)).toEqual({
    left: false,
    users: [
      'the service proxy',
      'the Envoy of pod shop/order-1 (the control plane has not heard from it yet)',
    ],
  });
});

it('does not take silence of the control plane for consent', async () => {
  expect((await leaveEndpoints(answering(undefined), [ADDRESS], () => [], 0)).left).toBe(false);
});
