import { dirname } from 'node:path';
import {
  createTestService,
  describeServiceContract,
  startProcess,
  startTestServer,
} from '@mesh-workshop/service-kit/testing';
import request from 'supertest';
import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import { color } from './color.ts';
import { serviceName as name, variables } from './config.ts';

const folder = dirname(import.meta.dirname);

describeServiceContract({ name, variables, createApp, folder, path: '/color' });

function ask(environment: Readonly<Record<string, string>>, path = '/color') {
  return request(createApp(createTestService(name, variables, environment))).get(path);
}

test('tells its color and nothing else', async () => {
  await ask({ COLOR: 'blue' }).expect(200, { color: 'blue' });
});

test('tells red when it is told nothing', async () => {
  await ask({}).expect(200, { color: 'red' });
});

test('tells a color in small letters, however it was written', async () => {
  await ask({ COLOR: 'RebeccaPurple' }).expect(200, { color: 'rebeccapurple' });
});

test('answers on /color only', async () => {
  await ask({}, '/').expect(404, { service: name, error: 'Not Found: /' });
});

test('waits DELAY_MS before it tells its color, and not before its probes', async () => {
  const { url } = await startTestServer(
    createApp(createTestService(name, variables, { DELAY_MS: '600000' })),
  );
  let answered = false;
  const waiting = request(url).get('/color');
  const waited = waiting.then(
    () => {
      answered = true;
    },
    // Ended below: nobody waits ten minutes.
    () => undefined,
  );
  await request(url).get('/health').expect(200, { status: 'up' });
  expect(answered).toBe(false);
  waiting.abort();
  await waited;
});

test('takes every color name of CSS, and nothing else', () => {
  for (const name of ['tomato', 'REBECCAPURPLE', 'grey', 'gray'])
    expect(color.parse(name)).toBe(name.toLowerCase());
  // The first three are CSS as well, but no names of colors.
  for (const other of ['transparent', 'inherit', '#f00', 'blurple', 'constructor', ' red'])
    expect(color.parse(other), other).toBeUndefined();
});

test('refuses to start with what is no color, and says what is', async () => {
  const started = startProcess(['--import', 'tsx', `${folder}/src/main.ts`], { COLOR: 'blurple' });
  expect(await started.exit).toBe(1);
  expect(started.stderr()).toContain(
    '  COLOR is "blurple": allowed is one of the 148 color names of CSS, such as red, blue or rebeccapurple; unset means red.',
  );
});
