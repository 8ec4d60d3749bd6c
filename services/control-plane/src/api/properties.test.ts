import {
  checkAgainstMesh,
  missingReferences,
  type Resource,
  resourceId,
  resourceKey,
} from '@mesh-workshop/appmesh';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArbitraryRequest, arbitraryRequest, arbitraryWrite } from '../testing/arbitrary-requests.ts';
import { startControlPlane, temporaryDirectory } from '../testing/start-control-plane.ts';
import { ERROR_STATUS } from './errors.ts';

async function send(apiUrl: string, { method, path, body }: ArbitraryRequest): Promise<Response> {
  return fetch(`${apiUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
  });
}

async function resourcesOf(adminPort: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${adminPort}/resources`)).text();
}

describe('whatever is sent', () => {
  it('is answered with JSON, a request id and a declared outcome, and never with a failure of the control plane', async () => {
    const { apiUrl } = await startControlPlane();
    await send(apiUrl, { method: 'PUT', path: '/v20190125/meshes', body: '{"meshName":"shop"}' });
    await fc.assert(
      fc.asyncProperty(arbitraryRequest, async (request) => {
        const response = await send(apiUrl, request);
        const type = response.headers.get('x-amzn-errortype');
        expect(response.status).toBeLessThan(500);
        expect(response.status).toBe(type === null ? 200 : ERROR_STATUS[type as keyof typeof ERROR_STATUS]);
        expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
        expect(await response.json()).toBeTypeOf('object');
      }),
      { numRuns: process.env.SOAK === undefined ? 300 : 3_000 },
    );
  });
});

describe('whatever is accepted', () => {
  it('leaves no reference without its target, and is the same byte for byte after a restart', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryWrite, { minLength: 30, maxLength: 80 }), async (writes) => {
        const STATE_DIR = await temporaryDirectory();
        const first = await startControlPlane({ STATE_DIR });
        await send(first.apiUrl, { method: 'PUT', path: '/v20190125/meshes', body: '{"meshName":"a"}' });
        for (const write of writes) if ((await send(first.apiUrl, write)).ok) accepted += 1;
        const text = await resourcesOf(first.adminPort);
        const { resources } = JSON.parse(text) as { resources: readonly Resource[] };
        expectWhole(resources);
        await first.stop();

        const second = await startControlPlane({ STATE_DIR });
        expect(sorted(await resourcesOf(second.adminPort))).toEqual(sorted(text));
        await second.stop();
      }),
      { numRuns: 30 },
    );
    // Else it would say nothing.
    expect(accepted).toBeGreaterThan(200);
  });
});

/** Each resource as its bytes; in which order they are listed says nothing. */
function sorted(text: string): readonly string[] {
  const { resources } = JSON.parse(text) as { resources: readonly Resource[] };
  return resources.map((resource) => JSON.stringify(resource)).sort();
}

function expectWhole(resources: readonly Resource[]): void {
  const ids = new Set(resources.map((resource) => resourceId(resourceKey(resource))));
  for (const resource of resources) {
    expect(missingReferences(resource, (key) => ids.has(resourceId(key)))).toEqual([]);
    const [, ...parents] = resourceId(resourceKey(resource))
      .split(/\/(?=route\/|gatewayRoute\/)/)
      .reverse();
    for (const parent of parents) expect(ids).toContain(parent);
    expect(ids).toContain(`mesh/${resource.meshName}`);
    const problems = checkAgainstMesh(resource, resources);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  }
}
