import { expect, it } from 'vitest';
import { fixedPortsFrom, nodePortRange, resolveBasePort } from './plan-ports.ts';

it('counts the fixed ports up from the base port and puts load balancers 50 above it', () => {
  expect(fixedPortsFrom(7400)).toEqual({
    kubernetesApi: 7400,
    appMeshApi: 7401,
    xds: 7402,
    controlPlaneAdmin: 7403,
    serviceProxy: 7404,
    serviceProxyAdmin: 7405,
  });
  expect(nodePortRange(7400).first).toBe(7450);
});

it('takes the option before the variable before the default', () => {
  expect(resolveBasePort('8000', { WORKSHOP_BASE_PORT: '9000' })).toBe(8000);
  expect(resolveBasePort(undefined, { WORKSHOP_BASE_PORT: '0' })).toBe(0);
  expect(resolveBasePort(undefined, { WORKSHOP_BASE_PORT: '' })).toBe(7400);
});

it.each([
  ['80', undefined, '--base-port is "80". Allowed: 0 (any free ports) or a number from 1024 to 65435.'],
  [undefined, 'x', 'WORKSHOP_BASE_PORT is "x". Allowed: 0 (any free ports) or a number from 1024 to 65435.'],
  ['65500', undefined, '--base-port is "65500". Allowed: 0 (any free ports) or a number from 1024 to 65435.'],
])('refuses base port %s / %s by name', (argument, variable, message) => {
  const environment = variable === undefined ? {} : { WORKSHOP_BASE_PORT: variable };
  expect(() => resolveBasePort(argument, environment)).toThrow(message);
});
