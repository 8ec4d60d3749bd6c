import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkshop, type Workshop } from './workshop.ts';

const MINUTE = 60_000;
const MANIFEST = fileURLToPath(new URL('./allow-all.yaml', import.meta.url));
const strangerHits: string[] = [];
const stranger = createServer((request, response) => {
  strangerHits.push(request.url ?? '');
  response.end('stranger');
});

let workshop: Workshop;
let port: number;
beforeAll(async () => {
  await once(stranger.listen(0, '127.0.0.1'), 'listening');
  port = (stranger.address() as AddressInfo).port;
  workshop = await createWorkshop();
  expect(await workshop.run('./workshop', ['up'])).toMatchObject({ exitCode: 0 });
  const manifest = path.join(workshop.scratch, 'allow-all.yaml');
  await writeFile(manifest, (await readFile(MANIFEST, 'utf8')).replaceAll('9090', String(port)));
  await workshop.shell(`kubectl apply -f '${manifest}'
    for each in inside/product inside/caller outside/legacy outside/visitor; do
      kubectl -n "\${each%/*}" rollout status "deployment/\${each#*/}" --timeout=120s
    done`);
}, 5 * MINUTE);
afterAll(async () => {
  await workshop.remove();
  stranger.close();
}, MINUTE);

/** What the shell of a pod gets from a URL: the status, and the name of the service that answers, or what else does. */
async function ask(pod: string, url: string): Promise<string> {
  const [namespace, name] = pod.split('/');
  const said = await workshop.shell(
    `kubectl -n ${namespace} exec deployment/${name} -c shell -- curl -s -m 20 -w ' %{http_code}' ${url}`,
  );
  const status = said.slice(said.lastIndexOf(' ') + 1).trim();
  const body = said.slice(0, said.lastIndexOf(' '));
  return `${status} ${/"service":"(\w+)"/.exec(body)?.[1] ?? body}`;
}

const longForms = (name: string, namespace: string) =>
  ['', '.svc', '.svc.cluster.local'].map((end) => `${name}.${namespace}${end}`);

it('a pod of a mesh that allows all reaches every Service as a pod without a mesh does', {
  timeout: 3 * MINUTE,
}, async () => {
  const expected = { product: '200 Product', legacy: '200 Customer' };
  for (const host of longForms('product', 'inside')) {
    await expect
      .poll(() => ask('inside/caller', `http://${host}/`), { timeout: MINUTE })
      .toBe(expected.product);
    expect(await ask('outside/visitor', `http://${host}/`)).toBe(expected.product);
  }
  for (const host of longForms('legacy', 'outside'))
    expect([
      await ask('inside/caller', `http://${host}/`),
      await ask('outside/visitor', `http://${host}/`),
    ]).toEqual([expected.legacy, expected.legacy]);
  expect(await ask('inside/caller', 'http://product/')).toBe(expected.product);
  // DNS, and addresses.
  expect(await ask('inside/caller', `http://localhost:${port}/dns`)).toBe('200 stranger');
});

it('a port is found by its name in the Service, and behind a headless one in the pods', {
  timeout: 2 * MINUTE,
}, async () => {
  for (const url of ['http://product.inside.svc.cluster.local:8080/', 'http://headless:8080/'])
    await expect.poll(() => ask('inside/caller', url), { timeout: MINUTE }).toBe('200 Product');
  // Past the mesh too.
  for (const pod of ['inside/caller', 'outside/visitor'])
    expect(await ask(pod, 'http://pods.inside:8080/')).toBe('200 Product');
});

it('a node on a port that its pods do not have reaches nobody else, and its status says so', {
  timeout: 2 * MINUTE,
}, async () => {
  strangerHits.length = 0;
  expect(await ask('inside/caller', `http://guessed:${port}/`)).toMatch(/^503 /);
  expect(strangerHits).toEqual([]);
  const reason = (kind: string, name: string) =>
    workshop.shell(
      `kubectl -n inside get ${kind} ${name} -o jsonpath='{.status.conditions[0].status} {.status.conditions[0].reason}'`,
    );
  await expect
    .poll(() => reason('virtualnode', 'guessed'), { timeout: MINUTE })
    .toBe('False UnknownServicePort');
  expect(await reason('virtualservice', 'guessed')).toBe('True NoEndpoints');
  for (const name of ['product', 'headless']) expect(await reason('virtualnode', name)).toBe('True ');
});
