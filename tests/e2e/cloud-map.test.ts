import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { underLoad } from './under-load.ts';
import { createWorkshop, type Workshop } from './workshop.ts';

const MINUTE = 60_000;
const MANIFEST = fileURLToPath(new URL('./cloud-map.yaml', import.meta.url));

let workshop: Workshop;
beforeAll(async () => {
  workshop = await createWorkshop();
  expect(await workshop.run('./workshop', ['up'])).toMatchObject({ exitCode: 0 });
}, 5 * MINUTE);
afterAll(() => workshop.remove(), MINUTE);

const restart = (name: string) =>
  `kubectl -n shop rollout restart deployment/${name}; kubectl -n shop rollout status deployment/${name} --timeout=60s;`;

it('pods without a Service, found through Cloud Map, come and go without a lost request', {
  timeout: 3 * MINUTE,
}, async () => {
  await workshop.shell(`kubectl apply -f '${MANIFEST}'
    kubectl -n shop rollout status deployment/backend --timeout=60s
    kubectl -n shop rollout status deployment/gateway --timeout=60s`);
  const url = (await workshop.run('./workshop', ['url', 'gateway', '-n', 'shop'])).stdout.trim();
  await expect.poll(async () => (await fetch(url)).status, { timeout: MINUTE }).toBe(200);
  await underLoad(
    url,
    async () => {
      await workshop.shell(restart('backend'));
      await workshop.shell('kubectl -n shop scale deployment/backend --replicas=1');
      await workshop.shell(restart('backend'));
      await workshop.shell('kubectl -n shop scale deployment/backend --replicas=2');
    },
    { form: 'lines', services: ['Product'] },
  );
});
