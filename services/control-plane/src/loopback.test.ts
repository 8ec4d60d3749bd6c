import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callApi } from './testing/call-api.ts';
import { headOf, sendBytes } from './testing/send-bytes.ts';
import { startControlPlane, temporaryDirectory } from './testing/start-control-plane.ts';

const CREATE = 'PUT /v20190125/meshes';
const BODY = '{"meshName":"shop"}';
const JSON_HEADERS = { 'content-length': `${BODY.length}`, 'content-type': 'application/json' };

describe('a web page', () => {
  it('whose name was made to lead to this machine reaches neither the API nor the admin address', async () => {
    const { apiUrl, apiPort, adminPort } = await startControlPlane();
    const rebound = { host: `evil.example:${apiPort}` };
    const created = await sendBytes(apiPort, headOf(CREATE, { ...rebound, ...JSON_HEADERS }) + BODY);
    expect(created).toMatch(/^HTTP\/1.1 403 [\s\S]*x-amzn-ErrorType: ForbiddenException[\s\S]*evil\.example/);
    expect(await sendBytes(apiPort, headOf('GET /openapi.json', rebound))).toMatch(/^HTTP\/1.1 403 /);
    expect((await callApi(apiUrl, 'GET', '/meshes')).body).toEqual({ meshes: [] });
    for (const path of ['/healthz', '/resources', '/metrics', '/nothing'])
      expect(await sendBytes(adminPort, headOf(`GET ${path}`, rebound))).toMatch(
        /^HTTP\/1.1 403 [\s\S]*no loopback address: use 127\.0\.0\.1 or localhost/,
      );
  });

  it('that sends its origin is refused, whatever that is', async () => {
    const { apiPort, adminPort } = await startControlPlane();
    for (const origin of ['https://evil.example', 'http://localhost:3000', 'null']) {
      const headers = { host: 'localhost', origin };
      const created = await sendBytes(apiPort, headOf(CREATE, { ...headers, ...JSON_HEADERS }) + BODY);
      expect(created).toMatch(/^HTTP\/1.1 403 [\s\S]*Origin/);
      expect(await sendBytes(adminPort, headOf('GET /resources', headers))).toMatch(/^HTTP\/1.1 403 /);
    }
  });
});

it('every name of this machine is answered', async () => {
  const { apiPort, adminPort } = await startControlPlane();
  for (const host of ['localhost', `127.0.0.1:${apiPort}`, '127.0.0.2', '[::1]:80']) {
    expect(await sendBytes(apiPort, headOf('GET /v20190125/meshes', { host }))).toMatch(/^HTTP\/1.1 200 /);
    expect(await sendBytes(adminPort, headOf('GET /healthz', { host }))).toMatch(/^HTTP\/1.1 200 /);
  }
});

it('beyond this machine, where every request has to be signed, the API has any name', async () => {
  const file = join(await temporaryDirectory(), 'credentials.json');
  const credential = { accessKeyId: 'OWNER', secretAccessKey: 'owner-owner-owner-owner' };
  await writeFile(file, JSON.stringify({ credentials: [credential] }));
  const { apiPort } = await startControlPlane({ CREDENTIALS_FILE: file, API_ADDRESS: '0.0.0.0:0' });
  const host = 'mesh.example';
  expect(await sendBytes(apiPort, headOf('GET /openapi.json', { host }))).toMatch(/^HTTP\/1.1 200 /);
  expect(await sendBytes(apiPort, headOf('GET /v20190125/meshes', { host }))).toContain(
    'MissingAuthenticationTokenException',
  );
});
