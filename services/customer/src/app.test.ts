import { dirname } from 'node:path';
import { createTestService, describeServiceContract } from '@mesh-workshop/service-kit/testing';
import request from 'supertest';
import { test } from 'vitest';
import { createApp } from './app.ts';
import { serviceName as name, variables } from './config.ts';

describeServiceContract({ name, variables, createApp, folder: dirname(import.meta.dirname) });

test('answers with its name and version', async () => {
  const app = createApp(createTestService(name, variables, { VERSION: '1.5' }));
  await request(app).get('/').expect(200, { service: 'Customer', version: '1.5' });
});
