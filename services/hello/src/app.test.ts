import { dirname } from 'node:path';
import { createTestService, describeServiceContract } from '@mesh-workshop/service-kit/testing';
import request from 'supertest';
import { expect, test } from 'vitest';
import { createApp } from './app.ts';
import { serviceName as name, variables } from './config.ts';

describeServiceContract({ name, variables, createApp, folder: dirname(import.meta.dirname) });

function ask(environment: Readonly<Record<string, string>>) {
  return request(createApp(createTestService(name, variables, environment))).get('/');
}

test('answers with its text, its version and the name of its pod', async () => {
  await ask({ HELLO_TEXT: 'Good morning', VERSION: 'v2', HOSTNAME: 'hello-v2-7d4b' }).expect(200, {
    text: 'Good morning',
    version: 'v2',
    pod: 'hello-v2-7d4b',
  });
});

test('takes its text from HW_RESPONSE too, unless HELLO_TEXT is set', async () => {
  const old = await ask({ HW_RESPONSE: 'Hello World' });
  expect(old.body.text).toBe('Hello World');
  const both = await ask({ HW_RESPONSE: 'Hello World', HELLO_TEXT: 'Hello' });
  expect(both.body.text).toBe('Hello');
});

test('says something, and the name of its machine, when nothing is set', async () => {
  const { body } = await ask({ HOSTNAME: '' });
  expect(body).toEqual({
    text: 'Hello, world',
    version: '1.0',
    pod: expect.stringMatching(/^[\w.-]+$/),
  });
});
