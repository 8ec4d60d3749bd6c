import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measuredShares } from '../../apps/workshop/src/tutorial/compare-shares.ts';
import type { ProxyView } from '../../apps/workshop/src/tutorial/readers/admin-reader.ts';
import { parsePodRows } from '../../apps/workshop/src/tutorial/readers/kubectl.ts';
import { sampleVersions } from '../../apps/workshop/src/tutorial/sample-versions.ts';
import type { RunSummary } from '../../apps/workshop/src/tutorial/summary/summary.ts';
import { ROOT } from '../repository.ts';
import { isLoopback, listeningSocketsOf } from './listening-sockets.ts';
import { ANSWER, underLoad } from './under-load.ts';
import { createWorkshop, type Workshop } from './workshop.ts';
import { NO_PROC, processesNaming, processesUnder } from './workshop-processes.ts';

const MINUTE = 60_000;
const ROUTE_PATH = '/v20190125/meshes/demomesh/virtualRouter/product-vr/routes/product-r';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await createWorkshop();
});
afterAll(() => workshop.remove(), MINUTE);

async function loadBalancer(): Promise<string> {
  const { stdout } = await workshop.run('./workshop', ['url', 'order']);
  return stdout.trim();
}

async function productShares(): Promise<Readonly<Record<string, number>>> {
  const sample = await sampleVersions(new URL(await loadBalancer()), {
    answer: ANSWER,
    requests: 2000,
    signal: new AbortController().signal,
  });
  expect(sample.failures).toEqual([]);
  return measuredShares(sample.counts.Product ?? {});
}

async function runTutorial(...flags: string[]): Promise<RunSummary> {
  const file = path.join(workshop.scratch, 'summary.json');
  const { exitCode, stdout, stderr } = await workshop.run('./workshop', [
    'run',
    'order',
    '--json',
    file,
    ...flags,
  ]);
  expect({ exitCode, ...(exitCode === 0 ? {} : { stdout, stderr }) }).toEqual({ exitCode: 0 });
  expect(stdout).toContain('order tutorial: passed');
  return JSON.parse(await readFile(file, 'utf8')) as RunSummary;
}

async function proxiesOf(virtualNode: string): Promise<readonly ProxyView[]> {
  const { admin } = await workshop.state();
  const answer = (await (await fetch(new URL('/proxies', admin))).json()) as {
    proxies: readonly ProxyView[];
  };
  return answer.proxies.filter((proxy) => proxy.nodeId.endsWith(`/virtualNode/${virtualNode}`));
}

async function podsOf(app: string) {
  return parsePodRows(await workshop.shell(`kubectl get pods -l app=${app} --no-headers`));
}

/** A raw request to the App Mesh API: the CLI would refuse bad input before it left. */
async function putRoute(body: string): Promise<{ status: number; type: string | null; message: string }> {
  const { appMeshApi } = await workshop.state();
  const response = await fetch(new URL(ROUTE_PATH, appMeshApi), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('x-amzn-errortype'),
    message: (JSON.parse(text) as { message: string }).message,
  };
}

describe('the order tutorial, end to end', () => {
  it('runs from one command, every step checked, without losing a request', {
    timeout: 10 * MINUTE,
  }, async () => {
    const summary = await runTutorial();
    expect(summary.steps).toHaveLength(13);
    expect(summary.steps.every((step) => step.passed)).toBe(true);
    expect(summary.load).toMatchObject({ failed: 0, failures: [] });
    expect(summary.load?.sent).toBe(summary.load?.ok);
    expect(summary.load?.sent).toBeGreaterThanOrEqual(1000);
    expect(summary.load?.newConnections).toBe(Math.ceil((summary.load?.sent ?? 0) / 10));
    const measurements = summary.steps.flatMap((step) =>
      step.checks.flatMap((check) => check.measurement ?? []),
    );
    expect(measurements.map(({ service, expected, requests }) => ({ service, expected, requests }))).toEqual([
      { service: 'Product', expected: { '1.0': 75, '1.5': 25 }, requests: 2000 },
      { service: 'Customer', expected: { '1.0': 50, '2.0': 50 }, requests: 2000 },
    ]);
    expect(summary.routeChanges.map((change) => change.step)).toEqual([
      '07-canary-product.sh',
      '08-shift-product.sh',
      '11-canary-customer.sh',
      '12-shift-customer.sh',
      '13-roll-back.sh',
      '13-roll-back.sh',
    ]);
    for (const change of summary.routeChanges) expect(change.lastAckMs).toBeDefined();
    expect(summary.firstAnswer?.phases.at(-1)?.name).toBe('first 200');
  });

  it('shows its pods as 2/2 Running and the weights of its routes to the real tools', {
    timeout: MINUTE,
  }, async () => {
    for (const app of ['order', 'product', 'customer', 'product-v15', 'customer-v2']) {
      expect((await podsOf(app)).map(({ ready, status }) => `${ready} ${status}`)).toEqual(['2/2 Running']);
    }
    const weights = await workshop.shell(
      'aws appmesh describe-route --mesh-name demomesh --virtual-router-name product-vr --route-name product-r ' +
        '--query route.spec.httpRoute.action.weightedTargets --output json',
    );
    expect(JSON.parse(weights)).toEqual([{ virtualNode: 'product-vn', weight: 100 }]);
  });

  it('measures 60/40 once the canary file says 60/40', { timeout: 2 * MINUTE }, async () => {
    const original = await readFile(path.join(ROOT, 'mesh/order/v15/product-canary.json'), 'utf8');
    const edited = path.join(workshop.scratch, 'product-canary.json');
    await writeFile(
      edited,
      original.replace('"weight": 75', '"weight": 60').replace('"weight": 25', '"weight": 40'),
    );
    await underLoad(await loadBalancer(), async () => {
      const { exitCode, stderr } = await workshop.run('scripts/order/07-canary-product.sh', [edited]);
      expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
      const shares = await productShares();
      expect(Math.abs((shares['1.0'] ?? 0) - 60)).toBeLessThanOrEqual(5);
      expect(Math.abs((shares['1.5'] ?? 0) - 40)).toBeLessThanOrEqual(5);
    });
  });

  it('scales product to two and back under load and lists both sidecars', {
    timeout: 3 * MINUTE,
  }, async () => {
    await underLoad(await loadBalancer(), async () => {
      await workshop.shell('kubectl scale deployment product --replicas=2');
      await workshop.shell('kubectl rollout status deployment product --timeout=60s');
      await expect
        .poll(async () => (await proxiesOf('product-vn')).map((proxy) => proxy.state), { timeout: MINUTE })
        .toEqual(['synced', 'synced']);
      const pods = (await podsOf('product')).map((pod) => pod.name);
      expect((await proxiesOf('product-vn')).map((proxy) => proxy.pod).toSorted()).toEqual(pods.toSorted());
      await workshop.shell('kubectl scale deployment product --replicas=1');
      await expect.poll(async () => (await podsOf('product')).length, { timeout: MINUTE }).toBe(1);
      await expect.poll(async () => (await proxiesOf('product-vn')).length, { timeout: MINUTE }).toBe(1);
    });
  });

  it('loses nothing by bad input: it is refused, and traffic goes on as before', {
    timeout: MINUTE,
  }, async () => {
    const before = await workshop.shell(
      'aws appmesh describe-route --mesh-name demomesh --virtual-router-name product-vr --route-name product-r',
    );
    await underLoad(await loadBalancer(), async () => {
      const missing = {
        spec: {
          httpRoute: {
            match: { prefix: '/' },
            action: { weightedTargets: [{ virtualNode: 'nobody-vn', weight: 100 }] },
          },
        },
      };
      expect(await putRoute(JSON.stringify(missing))).toEqual({
        status: 404,
        type: expect.stringContaining('NotFoundException'),
        message: expect.stringMatching(
          /^VirtualNode with name nobody-vn is not present under mesh demomesh for account \d{12}$/,
        ),
      });
      expect(await putRoute('{"spec": {')).toMatchObject({
        status: 400,
        type: expect.stringContaining('BadRequestException'),
      });
      const cli = await workshop.run('bash', [
        '-c',
        `eval "$(./workshop env)"; aws appmesh update-route --mesh-name demomesh --virtual-router-name product-vr \
          --route-name product-r --spec '${JSON.stringify(missing.spec)}'`,
      ]);
      expect(cli.exitCode).not.toBe(0);
      expect(cli.stderr).toContain(
        'An error occurred (NotFoundException) when calling the UpdateRoute operation',
      );
    });
    const after = await workshop.shell(
      'aws appmesh describe-route --mesh-name demomesh --virtual-router-name product-vr --route-name product-r',
    );
    expect(after).toBe(before);
  });

  it('loses nothing when the control plane is killed, which finds its state again', {
    timeout: 2 * MINUTE,
  }, async ({ skip }) => {
    skip(NO_PROC !== undefined, NO_PROC);
    const { supervisorPid, admin } = await workshop.state();
    const controlPlane = processesUnder(supervisorPid).find((candidate) =>
      candidate.command.includes('control-plane'),
    );
    expect(controlPlane).toBeDefined();
    await underLoad(await loadBalancer(), async () => {
      process.kill(controlPlane?.pid ?? 0, 'SIGKILL');
      await expect
        .poll(() => processesUnder(supervisorPid).some(({ pid }) => pid === controlPlane?.pid))
        .toBe(false);
      await expect
        .poll(async () => (await fetch(new URL('/ready', admin)).catch(() => undefined))?.status, {
          timeout: MINUTE,
        })
        .toBe(200);
      for (const virtualNode of [
        'order-vn',
        'product-vn',
        'customer-vn',
        'product-v15-vn',
        'customer-v2-vn',
      ]) {
        await expect
          .poll(async () => (await proxiesOf(virtualNode)).map((proxy) => proxy.state), { timeout: MINUTE })
          .toEqual(['synced']);
      }
      const shares = await productShares();
      expect(Math.abs((shares['1.5'] ?? 0) - 40)).toBeLessThanOrEqual(5);
    });
  });

  it('listens on nothing but loopback', { timeout: MINUTE }, async ({ skip }) => {
    skip(NO_PROC !== undefined, NO_PROC);
    const { supervisorPid } = await workshop.state();
    const pids = processesUnder(supervisorPid).map(({ pid }) => pid);
    const sockets = listeningSocketsOf(pids);
    expect(sockets.length).toBeGreaterThan(10);
    expect(sockets.filter((socket) => !isLoopback(socket.address))).toEqual([]);
  });

  it('ends the load and the scripts on Ctrl-C and leaves the environment up', {
    timeout: 5 * MINUTE,
  }, async () => {
    const run = workshop.start('./workshop', ['run', 'order']);
    await expect.poll(run.stderr, { timeout: 4 * MINUTE }).toContain('05  deploy product v15');
    run.child.kill('SIGINT');
    expect((await run.ended).exitCode).toBe(130);
    const { supervisorPid } = await workshop.state();
    if (NO_PROC === undefined) {
      const environment = new Set(processesUnder(supervisorPid).map(({ pid }) => pid));
      const left = () => processesNaming(workshop.stateDirectory).filter(({ pid }) => !environment.has(pid));
      await expect.poll(left).toEqual([]);
    }
  });

  it('runs a second time on what is there, cleans up and leaves nothing', {
    timeout: 10 * MINUTE,
  }, async () => {
    const summary = await runTutorial('--clean-up');
    expect(summary.load).toMatchObject({ failed: 0 });
    expect(summary.afterCleanUp?.map((check) => check.passed)).toEqual([true, true, true, true]);
  });

  it('has written nothing but into the checkout and its state directory', async () => {
    expect(await workshop.strayFiles()).toEqual([]);
  });
});
