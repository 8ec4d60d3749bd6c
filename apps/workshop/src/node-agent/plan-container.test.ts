import { expect, it } from 'vitest';
import { planContainerCommand } from './plan-container.ts';

const PROGRAMS = { node: '/bin/node', bundle: '/images/product/1.cjs', aws: '/bin/aws' };
const PRODUCT = { kind: 'service', service: 'product', version: '1.0' } as const;

it('starts the bundle of a service', () => {
  expect(planContainerCommand({ name: 'c', image: 'i' }, PRODUCT, PROGRAMS)).toEqual({
    command: '/bin/node',
    args: ['/images/product/1.cjs'],
  });
});

it('gives args to what the image starts, and replaces that by command', () => {
  const image = { kind: 'aws-cli' } as const;
  expect(planContainerCommand({ name: 'c', image: 'i', args: ['s3', 'ls'] }, image, PROGRAMS)).toEqual({
    command: '/bin/aws',
    args: ['s3', 'ls'],
  });
  expect(
    planContainerCommand({ name: 'c', image: 'i', command: ['sh', '-c'], args: ['true'] }, image, PROGRAMS),
  ).toEqual({
    command: 'sh',
    args: ['-c', 'true'],
  });
});

it('keeps a jumpbox waiting to be entered', () => {
  expect(planContainerCommand({ name: 'c', image: 'nginx' }, { kind: 'jumpbox' }, PROGRAMS).command).toBe(
    'tail',
  );
});
