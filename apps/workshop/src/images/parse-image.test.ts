import { expect, it } from 'vitest';
import { parseImage } from './parse-image.ts';

const SERVICES = ['control-plane', 'order', 'product'];

it.each([
  ['mesh-workshop/product:1.5', 'product', '1.5'],
  ['product:1.0', 'product', '1.0'],
  ['mesh-workshop/product:vanilla', 'product', 'vanilla'],
  ['product:v1', 'product', 'v1'],
  ['registry.example:5000/a/b/order:2.0@sha256:0123', 'order', '2.0'],
])('reads %s as service %s in version %s', (image, service, version) => {
  expect(parseImage(image, SERVICES)).toEqual({ image: { kind: 'service', service, version } });
});

it.each([
  ['nginx', 'jumpbox'],
  ['docker.example/library/nginx:1.29', 'jumpbox'],
  ['amazon/aws-cli:2.15', 'aws-cli'],
])('reads %s as %s', (image, kind) => {
  expect(parseImage(image, SERVICES)).toEqual({ image: { kind } });
});

it('refuses any other image and names what is allowed', () => {
  expect(parseImage('redis:7', SERVICES)).toEqual({
    refusal: expect.stringMatching(/"redis:7".*\(order, product\).*nginx.*\*aws-cli\*/),
  });
});

it('refuses the control plane, which `up` starts itself', () => {
  expect(parseImage('mesh-workshop/control-plane:1.0', SERVICES)).toHaveProperty('refusal');
});

it.each(['product:-1', 'product:1+2', `product:${'1'.repeat(129)}`])(
  'refuses %s, whose tag is none',
  (image) => {
    expect(parseImage(image, SERVICES)).toEqual({
      refusal: expect.stringContaining('a tag that no image may have'),
    });
  },
);

it('refuses a service without a version', () => {
  expect(parseImage('mesh-workshop/product', SERVICES)).toEqual({
    refusal: expect.stringContaining('has no tag'),
  });
});
