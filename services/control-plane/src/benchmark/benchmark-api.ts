import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SpawnedControlPlane, spawnControlPlane } from '../testing/spawn-control-plane.ts';
import { KeepAliveClient } from './keep-alive-client.ts';

const SIZES = [10, 1_000, 10_000];
const OPERATIONS = ['create', 'describe', 'update', 'list', 'delete'] as const;
/** How much a describe and an update may cost with most resources, where 1 is with least. */
const ALLOWED_FACTOR = 1.5;
/** Measured in turns, so that whatever else the machine does hits all sizes alike. */
const TURNS = 12;
const CALLS_A_TURN = 60;
const WRITERS = 16;

type Operation = (typeof OPERATIONS)[number];

/** A control plane with a mesh of some size. */
interface Subject {
  readonly size: number;
  readonly client: KeepAliveClient;
  /** Milliseconds of each call, by operation. */
  readonly took: Readonly<Record<Operation, number[]>>;
}

/**
 * Operations a second over one HTTP connection that is kept, on the durable store, with meshes of different sizes side by side. Resolves
 * with the exit code: 1 when describe or update cost more than allowed in the largest.
 */
export async function benchmarkApi(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'benchmark-'));
  const processes: SpawnedControlPlane[] = [];
  try {
    const subjects: Subject[] = [];
    for (const size of SIZES) {
      const started = await spawnControlPlane(join(directory, String(size)));
      processes.push(started);
      const port = Number(new URL(started.apiUrl).port);
      await fill(port, size);
      const client = new KeepAliveClient(port);
      const took = { create: [], describe: [], update: [], list: [], delete: [] };
      subjects.push({ size, client, took });
    }
    for (let turn = 0; turn < TURNS; turn++) for (const subject of subjects) await measureTurn(subject, turn);
    for (const { client } of subjects) client.close();
    return report(subjects);
  } finally {
    for (const started of processes) await started.end();
    await rm(directory, { recursive: true, force: true });
  }
}

/** A mesh with `size` resources, itself among them: of five, three nodes, a virtual service, and a route to a node. */
async function fill(port: number, size: number): Promise<void> {
  const clients = Array.from({ length: WRITERS }, () => new KeepAliveClient(port));
  const put = (client: KeepAliveClient | undefined, path: string, body: object) =>
    client?.call('PUT', `/meshes${path}`, body);
  const listener = { portMapping: { port: 8080, protocol: 'http' } };
  await put(clients[0], '', { meshName: 'mesh' });
  await put(clients[0], '/mesh/virtualNodes', { virtualNodeName: 'target', spec: nodeSpec(0) });
  const router = { virtualRouterName: 'router', spec: { listeners: [listener] } };
  await put(clients[0], '/mesh/virtualRouters', router);

  const provider = { virtualRouter: { virtualRouterName: 'router' } };
  const action = { weightedTargets: [{ virtualNode: 'target', weight: 1 }] };
  let next = 3;
  const work = async (client: KeepAliveClient) => {
    while (next < size) {
      const number = next;
      next += 1;
      if (number % 5 === 0)
        await put(client, '/mesh/virtualServices', {
          virtualServiceName: `service-${number}.mesh`,
          spec: { provider },
        });
      else if (number % 5 === 1)
        await put(client, '/mesh/virtualRouter/router/routes', {
          routeName: `route-${number}`,
          spec: { httpRoute: { match: { prefix: `/${number}` }, action } },
        });
      else
        await put(client, '/mesh/virtualNodes', {
          virtualNodeName: `node-${number}`,
          spec: nodeSpec(number),
        });
    }
  };
  await Promise.all(clients.map(work));
  for (const client of clients) client.close();
}

async function measureTurn({ client, took }: Subject, turn: number): Promise<void> {
  const collection = '/meshes/mesh/virtualNodes';
  const names = Array.from({ length: CALLS_A_TURN }, (_, index) => `measured-${turn}-${index}`);
  // The first turn is for the just-in-time compiler.
  const keep = turn > 0;
  for (const operation of OPERATIONS)
    for (const [index, name] of names.entries()) {
      const spec = nodeSpec(index + turn);
      const start = performance.now();
      if (operation === 'create') await client.call('PUT', collection, { virtualNodeName: name, spec });
      else if (operation === 'list') await client.call('GET', `${collection}?limit=5`);
      else if (operation === 'update') await client.call('PUT', `${collection}/${name}`, { spec });
      else await client.call(operation === 'describe' ? 'GET' : 'DELETE', `${collection}/${name}`);
      if (keep) took[operation].push(performance.now() - start);
    }
}

function nodeSpec(number: number): object {
  return {
    listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
    serviceDiscovery: { dns: { hostname: `node-${number}.default.svc.cluster.local` } },
    backends: [{ virtualService: { virtualServiceName: 'service-8.mesh' } }],
  };
}

function report(subjects: readonly Subject[]): number {
  const [least] = subjects;
  const most = subjects.at(-1);
  if (!least || !most) return 1;
  const row = (cells: readonly (string | number)[]) =>
    `${cells.map((cell, index) => (index === 0 ? String(cell).padEnd(10) : String(cell).padStart(16))).join('')}\n`;
  const sizes = subjects.map(({ size }) => `${size} resources`);
  process.stdout.write(
    'operations a second (of one client, one after the other), and the median of a call in ms\n\n',
  );
  process.stdout.write(row(['', ...sizes, `${most.size} : ${least.size}`]));
  const failed: string[] = [];
  for (const operation of OPERATIONS) {
    const medians = subjects.map(({ took }) => median(took[operation]));
    const factor = (medians.at(-1) ?? 0) / (medians[0] ?? 1);
    const cells = medians.map((value) => `${Math.round(1000 / value)} (${value.toFixed(2)})`);
    process.stdout.write(row([operation, ...cells, factor.toFixed(2)]));
    if ((operation === 'describe' || operation === 'update') && factor > ALLOWED_FACTOR)
      failed.push(operation);
  }
  const verdict =
    failed.length === 0
      ? `describe and update cost at most ${ALLOWED_FACTOR} times as much`
      : `${failed.join(' and ')}: more than ${ALLOWED_FACTOR} times as much`;
  process.stdout.write(`\n${verdict}\n`);
  return failed.length === 0 ? 0 : 1;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
