import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import request from 'supertest';
import { describe, expect, onTestFinished, test } from 'vitest';
import { environmentTable } from '../config/environment-table.ts';
import type { ServiceConfig } from '../config/service-variables.ts';
import type { Variables } from '../config/variable.ts';
import type { Service } from '../service.ts';
import { startProcess } from './background-process.ts';
import { createTestService } from './create-test-service.ts';
import { listeningUrl } from './listening-url.ts';
import { startXrayDaemon } from './xray-daemon.ts';

const TRACE_ID = '1-5759e988-bd862e3fe1be46a994272793';

/** A service as its own test file sees it. */
export interface ServiceUnderTest<Config extends ServiceConfig> {
  readonly name: string;
  readonly variables: Variables<Config>;
  createApp(service: Service<Config>): RequestListener;
  /** The folder of the service, with its README.md. */
  readonly folder: string;
  /** What is run, below `folder`; unset: `src/main.ts`. */
  readonly main?: string;
  /** A path that answers GET and nothing else; unset: `/`. */
  readonly path?: string;
}

/** Declares the tests of what every service promises, whatever it is for. */
export function describeServiceContract<Config extends ServiceConfig>(
  service: ServiceUnderTest<Config>,
): void {
  const { name, variables, createApp, folder, path = '/' } = service;
  const main = join(folder, service.main ?? 'src/main.ts');
  const appWith = (environment: Readonly<Record<string, string>> = {}) =>
    createApp(createTestService(name, variables, environment));

  describe(`${name} as every service`, () => {
    test('is up, and ready until it is told to end', async () => {
      const running = createTestService(name, variables);
      const app = createApp(running);
      await request(app).get('/ready').expect(200, { status: 'ready' });
      running.readiness.markUnready();
      await request(app).get('/ready').expect(503, { status: 'draining' });
      await request(app).get('/health').expect(200, { status: 'up' });
    });

    test('answers unknown paths with 404 and wrong methods with 405, as JSON', async () => {
      const missing = { service: name, error: 'Not Found: /nowhere' };
      await request(appWith()).get('/nowhere').expect(404, missing);
      const refused = await request(appWith()).delete(path).expect(405).expect('Allow', 'GET, HEAD');
      expect(refused.body).toEqual({
        service: name,
        error: `Method Not Allowed: DELETE ${path}; allowed is GET, HEAD`,
      });
    });

    test('fails as often as FAILURE_RATE says, but never in probes and metrics', async () => {
      const app = appWith({ FAILURE_RATE: '100' });
      await request(app).get(path).expect(500, { service: name, error: 'Simulated Error' });
      for (const spared of ['/health', '/ready', '/metrics']) await request(app).get(spared).expect(200);
    });

    test('names every bad value of its environment and ends with exit code 1', async () => {
      const started = startProcess(['--import', 'tsx', main], {
        PORT: 'http',
        VERSION: 'a/b',
      });
      expect(await started.exit).toBe(1);
      expect(started.stderr().split('\n')).toEqual([
        `${name} cannot start: its environment has values that are not allowed.`,
        '  PORT is "http": allowed is a whole number from 0 to 65535; unset means 8080.',
        '  VERSION is "a/b": allowed is what the tag of an image may be, such as 1.5 or vanilla; unset means 1.0.',
        '',
      ]);
    });

    test('runs traced from one bundled CommonJS file, and drains on SIGTERM with exit code 0', async () => {
      const daemon = await startXrayDaemon();
      const output = await mkdtemp(join(tmpdir(), 'service-bundle-'));
      onTestFinished(() => rm(output, { recursive: true }));
      const bundle = join(output, 'main.cjs');
      const options = { bundle: true, platform: 'node', format: 'cjs', target: 'node20' } as const;
      await build({
        ...options,
        entryPoints: [main],
        outfile: bundle,
        logLevel: 'error',
      });
      const started = startProcess([bundle], { PORT: '0', AWS_XRAY_DAEMON_ADDRESS: daemon.address });
      const traced = request(await listeningUrl(started)).get('/nowhere');
      await traced.set('X-Amzn-Trace-Id', `Root=${TRACE_ID};Sampled=1`).expect(404);
      started.signal('SIGTERM');
      expect(await started.exit).toBe(0);
      expect(started.stderr()).toBe('');
      await expect.poll(() => daemon.segments).toMatchObject([{ name, trace_id: TRACE_ID, error: true }]);
    });

    test('documents the variables it reads', async () => {
      const readme = await readFile(join(folder, 'README.md'), 'utf8');
      // The formatter pads the columns of a table.
      const unpadded = readme.replaceAll(/ +/g, ' ').replaceAll(/-{2,}/g, '-');
      expect(unpadded).toContain(environmentTable(variables));
    });
  });
}
