import { expect, it } from 'vitest';
import { findStep } from './find-step.ts';

const steps = [
  { file: '01-create-mesh.sh', path: '/s/01-create-mesh.sh', number: 1, title: 'create mesh' },
  { file: '98-delete-mesh.sh', path: '/s/98-delete-mesh.sh', number: 98, title: 'delete mesh' },
];

it.for(['1', '01', '01-create-mesh.sh', 'scripts/order/01-create-mesh.sh'])('takes a step as %s', (meant) => {
  expect(findStep(steps, meant).number).toBe(1);
});

it.for(['', '7', 'create', '01-create'])('refuses %j and lists the steps there are', (meant) => {
  expect(() => findStep(steps, meant)).toThrow(
    `there is no step ${JSON.stringify(meant)}. Known:\n  01  create mesh\n  98  delete mesh`,
  );
});
