import { expect, it } from 'vitest';
import { leaveEndpoints } from './leave-endpoints.ts';

const ADDRESS = { address: '127.0.0.1', port: 20_001 };

it('waits until no proxy uses the address any more', async () => {
  const answers = [['order-1', 'service-proxy'], ['order-1'], []];
  const asked: number[] = [];
  const endpointUsers = async ({ port }: typeof ADDRESS) => {
    asked.push(port);
    return answers[asked.length - 1];
  };
  expect(await leaveEndpoints({ endpointUsers }, [ADDRESS], 10_000)).toEqual({ left: true, users: [] });
  expect(asked).toEqual([20_001, 20_001, 20_001]);
});

it('gives up at the limit and says who still uses the address', async () => {
  const endpointUsers = async () => ['order-1'];
  expect(await leaveEndpoints({ endpointUsers }, [ADDRESS], 0)).toEqual({ left: false, users: ['order-1'] });
});

it('does not take silence of the control plane for consent', async () => {
  const endpointUsers = async () => undefined;
  expect((await leaveEndpoints({ endpointUsers }, [ADDRESS], 0)).left).toBe(false);
});
