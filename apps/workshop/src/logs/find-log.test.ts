import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findLog } from './find-log.ts';

let logs: string;
beforeEach(() => {
  logs = mkdtempSync(path.join(tmpdir(), 'logs-'));
  const write = (file: string) => {
    mkdirSync(path.dirname(path.join(logs, file)), { recursive: true });
    writeFileSync(path.join(logs, file), '');
  };
  for (const file of ['supervisor.log', 'control-plane.log']) write(file);
  for (const run of [0, 1, 10]) write(`pods/default_product-1/product/${run}.log`);
  write('pods/default_product-1/envoy/0.log');
});
afterEach(() => rmSync(logs, { recursive: true }));

const choice = { namespace: 'default', previous: false };

it.each([
  ['control-plane', choice, 'control-plane.log'],
  ['product-1', choice, 'pods/default_product-1/product/10.log'],
  ['pod/product-1', choice, 'pods/default_product-1/product/10.log'],
  ['product-1', { ...choice, previous: true }, 'pods/default_product-1/product/1.log'],
  ['product-1', { ...choice, container: 'envoy' }, 'pods/default_product-1/envoy/0.log'],
])('finds the log of %s with %j', (name, options, file) => {
  expect(findLog(logs, name, options)).toBe(path.join(logs, file));
});

it('lists what there is when there is no such log', () => {
  expect(() => findLog(logs, 'order-1', choice)).toThrow(
    'Processes: control-plane, supervisor.\nPods: default/product-1.',
  );
  expect(() => findLog(logs, 'product-1', { ...choice, container: 'x' })).toThrow('It has: envoy, product.');
  expect(() => findLog(logs, 'product-1', { ...choice, container: 'envoy', previous: true })).toThrow(
    'container envoy of pod product-1 has not been restarted',
  );
});
