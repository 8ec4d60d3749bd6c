import { expect, it, onTestFinished } from 'vitest';
import { createKubernetesApi } from '../create-kubernetes-api.ts';
import { CONFIG_MAPS } from '../objects/kinds.ts';
import { ApiError } from '../store/api-error.ts';
import { ControlLoop, isChangeOf, keyOf } from './control-loop.ts';

async function startLoop(reconcile: (key: string) => number | undefined) {
  const api = await createKubernetesApi({ host: '127.0.0.1', port: 0 });
  const problems: string[] = [];
  const loop = new ControlLoop(
    api.store,
    {
      name: 'test',
      keysOf: (entry) => (isChangeOf(entry, CONFIG_MAPS) ? [keyOf(entry.object)] : []),
      initialKeys: () => [],
      reconcile,
    },
    (message) => problems.push(message),
  );
  onTestFinished(async () => {
    await loop.stop();
    await api.close();
  });
  const create = (name: string) =>
    api.store.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
  return { create, problems };
}

it('tries an object again that fails, tells each time, and goes on with the others meanwhile', async () => {
  const done: string[] = [];
  let left = 3;
  const { create, problems } = await startLoop((key) => {
    if (key === 'default/bad' && left > 0) {
      left -= 1;
      throw new Error('not yet');
    }
    done.push(key);
    return undefined;
  });
  for (const name of ['bad', 'one', 'two']) create(name);
  await expect.poll(() => done).toEqual(['default/one', 'default/two', 'default/bad']);
  expect(problems).toHaveLength(3);
  for (const problem of problems) expect(problem).toMatch(/^test controller, default\/bad: Error: not yet\n/);
});

it('waits longer each time that an object fails', async () => {
  const at: number[] = [];
  const { create } = await startLoop(() => {
    at.push(performance.now());
    throw new Error('never');
  });
  create('bad');
  await expect.poll(() => at.length).toBe(5);
  const [first = 0, , , fourth = 0, fifth = 0] = at;
  // A timer never fires early: at least 100, 200, 400 and 800 ms.
  expect(fifth - fourth).toBeGreaterThanOrEqual(799);
  expect(fifth - first).toBeGreaterThanOrEqual(1499);
});

it('leaves it alone when somebody was faster, as the change brings it back', async () => {
  const seen: string[] = [];
  const { create, problems } = await startLoop((key) => {
    seen.push(key);
    if (key === 'default/taken') throw new ApiError(409, 'Conflict', 'somebody was faster');
    return undefined;
  });
  create('taken');
  create('last');
  await expect.poll(() => seen).toEqual(['default/taken', 'default/last']);
  expect(problems).toEqual([]);
});

it('looks again after the time that the work asks for', async () => {
  let looks = 0;
  const { create } = await startLoop(() => {
    looks += 1;
    return looks < 3 ? 1 : undefined;
  });
  create('a');
  await expect.poll(() => looks).toBe(3);
});
