import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { API_PREFIX, OPERATIONS } from '../../../services/control-plane/src/api/operations.ts';
import { FIXTURE } from '../../../services/control-plane/src/conformance/kinds.ts';
import { startTarget, type Target } from '../target.ts';

/** A control plane with a mesh in it. */
export interface ControlPlaneTarget extends Target {
  readonly ports: { readonly api: number; readonly xds: number; readonly admin: number };
}

/** Starts one on free ports, with App Mesh's quotas, so that what strangers make has an end. */
export async function startControlPlane(
  environment: Readonly<Record<string, string>> = {},
): Promise<ControlPlaneTarget> {
  const directory = await mkdtemp(path.join(tmpdir(), 'fuzz-control-plane-'));
  const target = await startTarget(
    'services/control-plane/src/main.ts',
    {
      STATE_DIR: directory,
      API_ADDRESS: '127.0.0.1:0',
      XDS_ADDRESS: '127.0.0.1:0',
      ADMIN_ADDRESS: '127.0.0.1:0',
      QUOTAS: 'app-mesh,meshes=3,virtualNodesPerMesh=5',
      LOG_LEVEL: 'info',
      ...environment,
    },
    'ready',
  );
  const portOf = (name: string) => Number(String(target.ready[name]).split(':').at(-1));
  const ports = { api: portOf('api'), xds: portOf('xds'), admin: portOf('admin') };
  await createShop(ports.api);
  return {
    ...target,
    ports,
    async end() {
      await target.end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The mesh `shop` with one of everything. */
async function createShop(port: number): Promise<void> {
  for (const { operation, input } of FIXTURE) {
    const { method, path: template = '' } = OPERATIONS.find(({ name }) => name === operation) ?? {};
    const { meshName, virtualRouterName, virtualGatewayName } = input as Readonly<Record<string, string>>;
    const labels: Readonly<Record<string, string | undefined>> = {
      meshName,
      virtualRouterName,
      virtualGatewayName,
    };
    const where = template.replace(/\{(\w+)\}/g, (_, label: string) => labels[label] ?? '');
    const body = JSON.stringify(input);
    const url = `http://127.0.0.1:${port}${API_PREFIX}${where}`;
    await fetch(url, { method: method ?? 'PUT', body });
  }
}
