import { describe, expect, it } from 'vitest';
import { callApi } from '../testing/call-api.ts';
import { startControlPlane } from '../testing/start-control-plane.ts';

describe('the admin endpoints', () => {
  it('answer on an idle control plane', async () => {
    const { admin } = await startControlPlane();
    expect(await admin('/healthz')).toEqual({ status: 'ok' });
    expect(await admin('/ready')).toEqual({ status: 'ready' });
    expect(await admin('/proxies')).toEqual({ proxies: [] });
    expect(await admin('/problems')).toEqual({ problems: [] });
    expect(await admin('/changes')).toEqual({ changes: [] });
    expect(await admin('/resources')).toEqual({ resources: [] });
    expect(await admin('/endpoint-users?address=127.0.0.1&port=1')).toEqual({
      proxies: [],
      letGo: [],
      unknown: [],
    });
    expect(await admin('/endpoint-users?address=127.0.0.1')).toMatchObject({
      error: expect.stringContaining('needs an address'),
    });
    expect(await admin('/snapshots/none')).toMatchObject({
      error: expect.stringContaining('nothing was published'),
    });
    expect(await admin('/nothing')).toMatchObject({
      error: expect.stringContaining('is not an admin endpoint'),
    });
  });

  it.each(['/snapshots/%zz', '/snapshots/%ff'])(
    'answer %s with what is wrong about it, and nothing else',
    async (path) => {
      const { adminPort } = await startControlPlane();
      const response = await fetch(`http://127.0.0.1:${adminPort}${path}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.stringContaining('Failed to decode param') });
    },
  );

  it('count requests by operation and outcome', async () => {
    const { apiUrl, adminPort } = await startControlPlane();
    await callApi(apiUrl, 'PUT', '/meshes', { meshName: 'shop' });
    await callApi(apiUrl, 'PUT', '/meshes', { meshName: 'shop' });
    await callApi(apiUrl, 'GET', '/nothing');
    const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
    for (const line of [
      'control_plane_api_requests_total{operation="CreateMesh",outcome="ok"} 1',
      'control_plane_api_requests_total{operation="CreateMesh",outcome="ConflictException"} 1',
      'control_plane_api_requests_total{operation="unknown",outcome="UnknownOperationException"} 1',
      'control_plane_proxies{state="synced"} 0',
      'control_plane_journal_records 1',
      'control_plane_nacks_total 0',
    ])
      expect(metrics).toContain(line);
  });
});
