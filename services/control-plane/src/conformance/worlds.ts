import { cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { pino } from 'pino';
import type { Credential } from '../api/access/credential.ts';
import { createApiServer } from '../api/api-server.ts';
import { loadConfig } from '../config.ts';
import { listen, stopListening } from '../listen.ts';
import { startPipeline } from '../pipeline.ts';
import { ResourceStore } from '../store/resource-store.ts';
import { spawnControlPlane } from '../testing/spawn-control-plane.ts';
import { call, clientOf } from './client.ts';
import { FIXTURE, MESH_ARN } from './kinds.ts';

/** Why a control plane answers as it does: nothing special, signatures that are checked, quotas, credentials, a rate limit, a full disk, a store that cannot write. */
export type WorldName = 'open' | 'signed' | 'limited' | 'guarded' | 'throttled' | 'full' | 'broken';

/** A running control plane that begins with {@link FIXTURE}. */
export interface World {
  readonly apiUrl: string;
  readonly client: AppMeshClient;
}

/** The credential of `signed`, which is for all operations. */
export const SOMEBODY = { accessKeyId: 'SOMEBODY', secretAccessKey: 'somebody-somebody' };
/** The credential of `guarded`, which is for no operation. */
const NOBODY = { accessKeyId: 'NOBODY', secretAccessKey: 'nobody-nobody-nobody' };
const QUOTAS =
  'meshes=1,virtualNodesPerMesh=1,virtualRoutersPerMesh=1,virtualServicesPerMesh=1,virtualGatewaysPerMesh=1,routesPerVirtualRouter=1,gatewayRoutesPerVirtualGateway=1,backendsPerVirtualNode=1';
const ACCOUNT = '000000000000';
const SILENT = pino({ level: 'silent' });

/** Control planes for the cases, each started when it is asked for. All are gone after `close`. */
export class Worlds {
  readonly #directory: string;
  readonly #started = new Map<WorldName, Promise<World>>();
  readonly #closing: (() => Promise<unknown>)[] = [];
  #fixture: Promise<string> | undefined;

  /** @param directory empty, and removed by whoever made it */
  constructor(directory: string) {
    this.#directory = directory;
  }

  get(name: WorldName): Promise<World> {
    const world = this.#started.get(name) ?? this.#start(name);
    this.#started.set(name, world);
    return world;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#started.values());
    for (const close of this.#closing.reverse()) await close();
  }

  async #start(name: WorldName): Promise<World> {
    const directory = join(this.#directory, name);
    this.#fixture ??= this.#makeFixture();
    await cp(await this.#fixture, directory, { recursive: true });
    switch (name) {
      case 'open':
        return this.#startHere(directory, {});
      case 'limited':
        return this.#startHere(directory, { QUOTAS });
      case 'signed':
        return this.#startHere(directory, await credentialsFor(directory, SOMEBODY));
      case 'guarded':
        return this.#startHere(directory, await credentialsFor(directory, { ...NOBODY, operations: [] }));
      case 'throttled': {
        const world = await this.#startHere(directory, { RATE_LIMIT: '0.000001' });
        await call(world.client, 'ListMeshes', {});
        return world;
      }
      case 'full':
        return this.#startWithFullDisk(directory);
      case 'broken':
        return this.#startBroken(directory);
    }
  }

  async #makeFixture(): Promise<string> {
    const directory = join(this.#directory, 'fixture');
    const { client, stop } = await startIn(directory, {});
    for (const { operation, input } of FIXTURE) await call(client, operation, input);
    await stop();
    return directory;
  }

  async #startHere(directory: string, environment: Record<string, string>): Promise<World> {
    const world = await startIn(directory, environment);
    this.#closing.push(world.stop);
    return world;
  }

  /** A store that was closed stands for a disk that is gone: what is in memory can be read, nothing can be written. */
  async #startBroken(directory: string): Promise<World> {
    const store = await ResourceStore.open({ directory, onDamage: 'refuse', logger: SILENT });
    await store.close();
    const server = createApiServer(
      { store, accountId: ACCOUNT, quotas: {} },
      { logger: SILENT, region: 'us-west-2', onAnswered: () => undefined },
    );
    const port = await listen(server, { host: '127.0.0.1', port: 0 }, 'API_ADDRESS');
    this.#closing.push(() => stopListening(server, 1_000));
    return this.#world(`http://127.0.0.1:${port}`);
  }

  /** A limit on the size of files, which the journal has reached, stands for a disk without space. */
  async #startWithFullDisk(directory: string): Promise<World> {
    const kibibytes = await fillToWholeKibibytes(directory);
    const { apiUrl, end } = await spawnControlPlane(directory, `ulimit -f ${kibibytes}`);
    this.#closing.push(end);
    return this.#world(apiUrl);
  }

  #world(apiUrl: string): World {
    const client = clientOf(apiUrl, NOBODY);
    this.#closing.push(async () => client.destroy());
    return { apiUrl, client };
  }
}

async function startIn(
  directory: string,
  environment: Record<string, string>,
): Promise<World & { stop(): Promise<void> }> {
  await mkdir(directory, { recursive: true });
  const config = loadConfig({ ...environmentOf(directory), LOG_LEVEL: 'silent', ...environment });
  const pipeline = await startPipeline(config, SILENT);
  const apiUrl = `http://127.0.0.1:${pipeline.apiPort}`;
  const client = clientOf(apiUrl, NOBODY);
  return {
    apiUrl,
    client,
    async stop() {
      client.destroy();
      await pipeline.stop();
    },
  };
}

async function credentialsFor(directory: string, credential: Credential): Promise<Record<string, string>> {
  const file = join(directory, 'credentials.json');
  await writeFile(file, JSON.stringify({ credentials: [credential] }));
  return { CREDENTIALS_FILE: file };
}

function environmentOf(directory: string): Record<string, string> {
  const anyPort = '127.0.0.1:0';
  return { STATE_DIR: directory, API_ADDRESS: anyPort, XDS_ADDRESS: anyPort, ADMIN_ADDRESS: anyPort };
}

/** Makes the journal end so shortly before a whole KiB that no record fits behind it. Resolves with its size in KiB. */
async function fillToWholeKibibytes(directory: string): Promise<number> {
  const { client, stop } = await startIn(directory, {});
  const size = async () => (await stat(join(directory, 'journal'))).size;
  const tag = (length: number) =>
    call(client, 'TagResource', {
      resourceArn: MESH_ARN,
      tags: [{ key: 'filler', value: 'x'.repeat(length) }],
    });
  await tag(0);
  const before = await size();
  await tag(0);
  const empty = (await size()) - before;
  // Four values of at most 256 characters together reach every remainder.
  const room = 1024 - (((await size()) + 4 * empty) % 1024) - 8;
  const filler = room < 0 ? room + 1024 : room;
  for (let part = 0; part < 4; part++) await tag(Math.floor((filler + part) / 4));
  await stop();
  return Math.ceil((await size()) / 1024);
}
