import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followsWeights } from './checks/follows-weights.ts';
import { answersExactly } from './checks/load-balancer-answers.ts';
import { loadBalancerIsClosed } from './checks/nothing-left.ts';
import { showsOnly } from './checks/only-versions.ts';
import { versionsGone } from './checks/versions-gone.ts';
import { createAdminReader } from './readers/admin-reader.ts';
import { createAppMeshReader } from './readers/app-mesh-reader.ts';
import { createRunReporter } from './run-reporter.ts';
import { type RunPlan, runTutorial } from './run-tutorial.ts';
import { listSteps } from './steps/list-steps.ts';
import type { Tutorial } from './tutorial.ts';
import type { TutorialRoute } from './tutorial-route.ts';

const ROUTE: TutorialRoute = {
  router: 'product-vr',
  route: 'product-r',
  service: 'Product',
  versionOf: { old: '1.0', new: '1.5' },
};
const RESOURCE = 'mesh/m/virtualRouter/product-vr/route/product-r';

/** A load balancer with a mesh API and an admin address behind one port, as small as the tutorial below needs. */
async function startTarget() {
  let weights: Record<string, number> = { old: 100, new: 0 };
  let broken = 0;
  const changes: object[] = [];
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://target');
    if (url.pathname === '/') {
      if (broken > 0) {
        broken -= 1;
        response.writeHead(503).end('broken');
        return;
      }
      const version = Math.random() * 100 < (weights.new ?? 0) ? '1.5' : '1.0';
      response.end(`{"service":"Product","version":"${version}"}\n`);
    } else if (url.pathname === '/shift') {
      const share = Number(url.searchParams.get('new'));
      weights = { old: 100 - share, new: share };
      const answeredAt = performance.timeOrigin + performance.now();
      changes.push({
        id: changes.length,
        resource: RESOURCE,
        operation: 'UpdateRoute',
        answeredAt,
        lastAckAt: answeredAt + 3,
        proxies: 1,
        acked: 1,
      });
      response.end();
    } else if (url.pathname === '/break') {
      broken = 1;
      response.end();
    } else if (url.pathname === '/stop') {
      response.end(() => {
        server.close();
        server.closeAllConnections();
      });
    } else if (url.pathname === '/changes') {
      response.end(JSON.stringify({ changes }));
    } else if (url.pathname.endsWith('/routes/product-r')) {
      const weightedTargets = Object.entries(weights).map(([virtualNode, weight]) => ({
        virtualNode,
        weight,
      }));
      response.end(JSON.stringify({ spec: { httpRoute: { action: { weightedTargets } } } }));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

let target: Awaited<ReturnType<typeof startTarget>>;
let directory: string;
beforeEach(async () => {
  target = await startTarget();
  directory = await mkdtemp(path.join(os.tmpdir(), 'run-tutorial-'));
});
afterEach(async () => {
  target.close();
  await rm(directory, { recursive: true });
});

const TUTORIAL: Tutorial = {
  name: 'small',
  meshName: 'm',
  namespace: 'default',
  loadBalancerService: 'order',
  answer: { form: 'lines', services: ['Product'] },
  routes: [ROUTE],
  loadAfter: '01-deploy.sh',
  checks: {
    '01-deploy.sh': [answersExactly('{"service":"Product","version":"1.0"}')],
    '02-canary.sh': [followsWeights(ROUTE)],
    '03-roll-back.sh': [versionsGone([ROUTE]), showsOnly({ Product: '1.0' })],
  },
  afterCleanUp: [loadBalancerIsClosed()],
  goOn: [],
};

async function plan(scripts: Record<string, string>, signal = new AbortController().signal) {
  for (const [file, line] of Object.entries(scripts)) {
    const text = `#!/usr/bin/env bash\nset -e\n${line.replaceAll('GET ', 'curl -sf $TARGET')}\n`;
    await writeFile(path.join(directory, file), text, { mode: 0o755 });
  }
  const { teaching, cleanUp } = await listSteps(directory);
  let told = '';
  const write = (chunk: Uint8Array | string) => {
    told += String(chunk);
    return true;
  };
  const run: RunPlan = {
    tutorial: TUTORIAL,
    teaching,
    cleanUp,
    context: {
      meshName: 'm',
      namespace: 'default',
      answer: TUTORIAL.answer,
      loadBalancer: async () => new URL(target.url),
      appMesh: createAppMeshReader(target.url, 'm', signal),
      admin: createAdminReader(target.url, signal),
      kubectl: async () => '',
      logs: '/logs',
      signal,
    },
    directory,
    environment: { ...process.env, TARGET: target.url },
    calledAt: performance.timeOrigin + performance.now(),
    phases: [{ name: 'up', tookMs: 1 }],
    reporter: createRunReporter({ write, isTTY: false }, '/logs', {}),
  };
  return { run, told: () => told };
}

describe('running a tutorial', () => {
  it('runs the scripts in order, checks each step under load, times the changes and cleans up', async () => {
    const { run, told } = await plan({
      '01-deploy.sh': 'echo deployed',
      '02-canary.sh': 'GET "/shift?new=40"',
      '03-roll-back.sh': 'GET "/shift?new=0"',
      '99-stop.sh': 'GET /stop',
    });
    const summary = await runTutorial(run);
    expect(summary.problems).toEqual([]);
    expect(summary.steps.map((step) => step.file)).toEqual([
      '01-deploy.sh',
      '02-canary.sh',
      '03-roll-back.sh',
      '99-stop.sh',
    ]);
    expect(summary.load?.sent).toBeGreaterThanOrEqual(1000);
    expect(summary.load?.failed).toBe(0);
    expect(summary.steps[1]?.checks[0]?.measurement).toMatchObject({
      expected: { '1.0': 60, '1.5': 40 },
      requests: 2000,
    });
    expect(summary.routeChanges).toHaveLength(2);
    expect(summary.routeChanges[0]).toMatchObject({ step: '02-canary.sh', resource: RESOURCE });
    expect(summary.routeChanges[0]?.lastAckMs).toBeCloseTo(3, 1);
    expect(summary.routeChanges[0]?.firstShownMs).toBeDefined();
    expect(summary.routeChanges[1]?.lastOldMs).toBeDefined();
    expect(summary.firstAnswer?.phases.map((phase) => phase.name)).toEqual(['up', 'deploy', 'first 200']);
    expect(summary.afterCleanUp?.[0]?.passed).toBe(true);
    expect(told()).toContain('deployed');
  });

  it('stops after the step that does not hold, and says what was expected, what was seen and where to look', async () => {
    const { run, told } = await plan({
      '01-deploy.sh': 'GET "/shift?new=100"',
      '02-canary.sh': 'echo never',
      '99-stop.sh': 'echo never',
    });
    const summary = await runTutorial({
      ...run,
      tutorial: {
        ...TUTORIAL,
        checks: { '01-deploy.sh': [{ ...showsOnly({ Product: '1.0' }), withinMs: 0 }] },
      },
    });
    expect(summary.passed).toBe(false);
    expect(summary.problems).toEqual([
      '01-deploy.sh: not true that the load balancer shows Product 1.0 and nothing else',
    ]);
    expect(summary.steps).toHaveLength(1);
    expect(told()).toContain('expected: Product 1.0 in 200 requests');
    expect(told()).toContain('seen:     Product 1.5 100.0 %');
    expect(told()).toContain('look at:  /logs/service-proxy.log');
    expect(told()).not.toContain('never');
  });

  it('stops after a script that fails', async () => {
    const { run, told } = await plan({
      '01-deploy.sh': 'echo trouble >&2; exit 7',
      '02-canary.sh': 'echo never',
    });
    const summary = await runTutorial(run);
    expect(summary.problems).toEqual(['01-deploy.sh ended with exit code 7']);
    expect(told()).toContain('trouble');
    expect(summary.load).toBeUndefined();
  });

  it('does not pass when a single request of the background load failed, and keeps the reason', async () => {
    const { run, told } = await plan({
      '01-deploy.sh': 'true',
      '02-canary.sh': 'GET /break; GET "/shift?new=50"',
    });
    const summary = await runTutorial(run);
    expect(summary.passed).toBe(false);
    // The one broken answer meets either the load or the sample; both say so.
    expect(`${summary.problems.join()} ${told()}`).toMatch(
      /1 of \d+ requests of the background load were lost|1 lost: status 503/,
    );
  });

  it('ends the load with the step it is for, so that later steps may make requests fail', async () => {
    const { run, told } = await plan({ '01-deploy.sh': 'true', '02-break.sh': 'GET /break' });
    const summary = await runTutorial({
      ...run,
      tutorial: { ...TUTORIAL, loadUntil: '01-deploy.sh', checks: {} },
    });
    expect(summary.problems).toEqual([]);
    expect(summary.steps).toHaveLength(2);
    expect(summary.load).toMatchObject({ failed: 0 });
    expect(told().indexOf('background load: ended')).toBeLessThan(told().indexOf('02-break.sh'));
  });

  it('ends the script and the load when it is interrupted', async () => {
    const interrupt = new AbortController();
    const { run, told } = await plan(
      { '01-deploy.sh': 'echo ready', '02-canary.sh': 'echo waiting; sleep 600' },
      interrupt.signal,
    );
    const running = runTutorial(run);
    running.catch(() => {});
    await expect.poll(told).toContain('waiting\n');
    interrupt.abort();
    await expect(running).rejects.toThrow('aborted');
  });
});
