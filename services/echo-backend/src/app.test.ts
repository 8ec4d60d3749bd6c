import { dirname } from 'node:path';
import { createTestService, describeServiceContract } from '@mesh-workshop/service-kit/testing';
import request from 'supertest';
import { test } from 'vitest';
import { createApp } from './app.ts';
import { serviceName as name, variables } from './config.ts';

describeServiceContract({ name, variables, createApp, folder: dirname(import.meta.dirname) });

test.for(['11.0', '12.0'])('answers with its version %s and nothing else', async (version) => {
  const app = createApp(createTestService(name, variables, { VERSION: version }));
  await request(app).get('/').expect(200, { version });
});
