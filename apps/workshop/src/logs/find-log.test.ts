import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
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
  write('pods/default_awscli-9x2lk/awscli/0.log');
  for (const [pod, at] of [
    ['order-qwzfzzvsjn-z59zl', 2],
    ['order-zhpc7d4pdh-r8qqh', 1],
    ['order-db-qwzfzzvsjn-z59zl', 3],
  ] as const) {
    write(`pods/default_${pod}/order/0.log`);
    utimesSync(path.join(logs, `pods/default_${pod}`), at, at);
  }
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
  expect(findLog(logs, name, options)).toEqual({ file: path.join(logs, file) });
});

it.each(['order', 'deployment/order', 'deploy/order', 'deployments.apps/order'])(
  'takes the newest pod of a Deployment for %s, and says so',
  (name) => {
    expect(findLog(logs, name, choice)).toEqual({
      file: path.join(logs, 'pods/default_order-qwzfzzvsjn-z59zl/order/0.log'),
      note: 'Found 2 pods, using pod/order-qwzfzzvsjn-z59zl',
    });
  },
);

it('knows the pods of a Job, and of no other thing with a longer name', () => {
  const log = path.join(logs, 'pods/default_awscli-9x2lk/awscli/0.log');
  expect(findLog(logs, 'job/awscli', choice)).toEqual({ file: log });
  for (const name of ['deployment/awscli', 'pod/order', 'job/order', 'ord'])
    expect(() => findLog(logs, name, choice), name).toThrow(`no log of a process or pod called ${name}`);
});

it('lists what there is when there is no such log', () => {
  expect(() => findLog(logs, 'customer', choice)).toThrow(
    'Processes: control-plane, supervisor.\nPods: default/awscli-9x2lk, default/order-db-qwzfzzvsjn-z59zl,',
  );
  expect(() => findLog(logs, 'product-1', { ...choice, container: 'x' })).toThrow('It has: envoy, product.');
  expect(() => findLog(logs, 'product-1', { ...choice, container: 'envoy', previous: true })).toThrow(
    'container envoy of pod product-1 has not been restarted',
  );
});
