import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callApi } from '../testing/call-api.ts';
import { bundleControlPlane, startControlPlaneProcess } from '../testing/control-plane-process.ts';
import { startControlPlane, temporaryDirectory } from '../testing/start-control-plane.ts';
import { encodeRecord } from './journal-format.ts';

const bundle = bundleControlPlane();

/** How often the process is killed; `pnpm soak` has the long form. */
const KILL_ROUNDS = process.env.SOAK === undefined ? 5 : 200;

interface Described {
  readonly virtualNodeName: string;
  readonly metadata: { readonly version: number };
}

/** What is at `path` of every resource: enough to tell one state from another. */
async function stateOf(apiUrl: string): Promise<unknown> {
  const { body } = await callApi(apiUrl, 'GET', '/meshes/shop/virtualNodes');
  return body;
}

function tags(length: number) {
  return [{ key: 'filler', value: 'x'.repeat(length) }];
}

describe('kill -9', () => {
  it('at any moment of a storm of writes loses none that was acknowledged', {
    timeout: 60_000 * KILL_ROUNDS,
  }, async () => {
    const STATE_DIR = await temporaryDirectory();
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < KILL_ROUNDS; round++) {
      const controlPlane = startControlPlaneProcess(bundle, { STATE_DIR, LOG_LEVEL: 'info' });
      const { apiUrl } = await controlPlane.ready();
      if (round === 0) await callApi(apiUrl, 'PUT', '/meshes', { meshName: 'shop' });
      for (const [virtualNodeName, version] of acknowledged) {
        const { body } = await callApi(apiUrl, 'GET', `/meshes/shop/virtualNodes/${virtualNodeName}`);
        const { metadata } = body as unknown as Described;
        // One that was not acknowledged may be there, none that was may be missing.
        expect(metadata?.version, `${virtualNodeName} in round ${round}`).toBeGreaterThanOrEqual(version);
        acknowledged.set(virtualNodeName, metadata.version);
      }
      const goal = acknowledged.size + 3 + (round % 5);
      await expect(writeUntilKilled(apiUrl, round, acknowledged, goal, controlPlane)).resolves.toBe(null);
    }
    expect(acknowledged.size).toBeGreaterThan(3 * KILL_ROUNDS);
  });
});

/** Four writers create and update nodes until the process is killed, which it is under way as soon as there are `goal` nodes. */
async function writeUntilKilled(
  apiUrl: string,
  round: number,
  acknowledged: Map<string, number>,
  goal: number,
  controlPlane: ReturnType<typeof startControlPlaneProcess>,
): Promise<number | null> {
  let killed: Promise<number | null> | undefined;
  const writer = async (name: number) => {
    for (let count = 0; ; count++) {
      const virtualNodeName = `node-${round}-${name}-${count}`;
      try {
        await callApi(apiUrl, 'PUT', '/meshes/shop/virtualNodes', { virtualNodeName, spec: {} });
        acknowledged.set(virtualNodeName, 1);
        await callApi(apiUrl, 'PUT', `/meshes/shop/virtualNodes/${virtualNodeName}`, { spec: {} });
        acknowledged.set(virtualNodeName, 2);
      } catch {
        return;
      }
      if (acknowledged.size >= goal) killed ??= controlPlane.end('SIGKILL');
    }
  };
  await Promise.all([0, 1, 2, 3].map(writer));
  return killed ?? -1;
}

describe('a full disk', () => {
  it('refuses the write, goes on serving, and loses nothing', { timeout: 300_000 }, async () => {
    const STATE_DIR = await temporaryDirectory();
    // A limit on the size of files, in KiB, stands for a disk that is full: writes beyond it fail, after a part has been written.
    const limited = startControlPlaneProcess(bundle, { STATE_DIR }, 'ulimit -f 64; exec "$@"');
    const { apiUrl, adminUrl } = await limited.ready();
    await callApi(apiUrl, 'PUT', '/meshes', { meshName: 'shop' });
    const create = (virtualNodeName: string, filler: number) =>
      callApi(apiUrl, 'PUT', '/meshes/shop/virtualNodes', { virtualNodeName, spec: {}, tags: tags(filler) });

    let refused: Awaited<ReturnType<typeof create>> | undefined;
    for (let count = 0; refused === undefined; count++) {
      const answer = await create(`node-${String(count).padStart(4, '0')}`, 200);
      if (answer.status !== 200) refused = answer;
    }
    expect(refused).toMatchObject({ status: 503, errorType: 'ServiceUnavailableException' });
    expect(refused.body.message).toContain(`there is no space left for ${join(STATE_DIR, 'journal')}`);

    const before = await stateOf(apiUrl);
    // Reading goes on; a write that needs more than is left is refused again, and leaves no half of itself behind.
    expect(await create('too-large', 256)).toMatchObject({ status: 503 });
    expect(await stateOf(apiUrl)).toEqual(before);
    const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
    const bytes = Number(/^control_plane_journal_bytes (\d+)$/m.exec(metrics)?.[1]);
    expect((await stat(join(STATE_DIR, 'journal'))).size).toBe(bytes);
    await limited.end('SIGKILL');

    const unlimited = await startControlPlane({ STATE_DIR });
    expect(await stateOf(unlimited.apiUrl)).toEqual(before);
    const again = { virtualNodeName: 'too-large', spec: {}, tags: tags(256) };
    expect(await callApi(unlimited.apiUrl, 'PUT', '/meshes/shop/virtualNodes', again)).toMatchObject({
      status: 200,
    });
  });
});

describe('a restart', () => {
  it('finds every resource as it was, and answers a repeated request as before', async () => {
    const STATE_DIR = await temporaryDirectory();
    const first = await startControlPlane({ STATE_DIR });
    const create = { meshName: 'shop', clientToken: 'once', tags: tags(10) };
    const created = await callApi(first.apiUrl, 'PUT', '/meshes', create);
    await callApi(first.apiUrl, 'PUT', '/meshes/shop', { spec: { egressFilter: { type: 'ALLOW_ALL' } } });
    const resources = await first.admin('/resources');
    await first.stop();

    const second = await startControlPlane({ STATE_DIR });
    expect(await second.admin('/resources')).toEqual(resources);
    expect((await callApi(second.apiUrl, 'PUT', '/meshes', create)).body).toEqual(created.body);
  });

  it('finds everything after the journal was compacted many times', { timeout: 300_000 }, async () => {
    const STATE_DIR = await temporaryDirectory();
    const first = await startControlPlane({ STATE_DIR });
    await callApi(first.apiUrl, 'PUT', '/meshes', { meshName: 'shop' });
    const path = '/meshes/shop/virtualNodes/node';
    await callApi(first.apiUrl, 'PUT', '/meshes/shop/virtualNodes', { virtualNodeName: 'node', spec: {} });
    for (let count = 2; count <= 2_500; count++) await callApi(first.apiUrl, 'PUT', path, { spec: {} });
    const lines = async () => (await readFile(join(STATE_DIR, 'journal'), 'utf8')).split('\n').length;
    await expect.poll(lines).toBeLessThan(1_200);
    const resources = await first.admin('/resources');
    await first.stop();
    const second = await startControlPlane({ STATE_DIR });
    expect(await second.admin('/resources')).toEqual(resources);
    const { body } = await callApi(second.apiUrl, 'GET', path);
    expect(body.metadata).toMatchObject({ version: 2_500 });
  });

  it('refuses a damaged journal with file and offset, and starts without the damaged part when told to', async () => {
    const STATE_DIR = await temporaryDirectory();
    const file = join(STATE_DIR, 'journal');
    const first = await startControlPlane({ STATE_DIR });
    await callApi(first.apiUrl, 'PUT', '/meshes', { meshName: 'lost' });
    await callApi(first.apiUrl, 'PUT', '/meshes', { meshName: 'kept' });
    await first.stop();
    const bytes = await readFile(file);
    const offset = encodeRecord(JSON.stringify({ journal: 'mesh-workshop', format: 1 })).length;
    bytes[offset + 40] = (bytes[offset + 40] ?? 0) ^ 1;
    await writeFile(file, bytes);

    const refusing = startControlPlaneProcess(bundle, { STATE_DIR });
    expect(await refusing.ended()).toBe(1);
    expect(refusing.output()).toContain(file);
    expect(refusing.output()).toContain(`at byte ${offset}`);
    expect(refusing.output()).toContain('JOURNAL_DAMAGE=drop');
    expect(await readFile(file)).toEqual(bytes);

    const told = await startControlPlane({ STATE_DIR, JOURNAL_DAMAGE: 'drop' });
    const { body } = await callApi(told.apiUrl, 'GET', '/meshes');
    expect(body.meshes).toMatchObject([{ meshName: 'kept' }]);
  });
});

describe('two control planes', () => {
  it('do not share a directory, and a clean end gives it free', async () => {
    const STATE_DIR = await temporaryDirectory();
    const first = startControlPlaneProcess(bundle, { STATE_DIR });
    await first.ready();
    const second = startControlPlaneProcess(bundle, { STATE_DIR });
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain(`${STATE_DIR} is in use by process`);
    expect(await first.end('SIGTERM')).toBe(0);
    await startControlPlaneProcess(bundle, { STATE_DIR }).ready();
  });
});
