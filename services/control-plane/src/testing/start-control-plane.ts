import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Config, loadConfig } from '../config.ts';
import { type Pipeline, startPipeline } from '../pipeline.ts';

/** A control plane inside the test's process, on free ports. */
export interface TestControlPlane extends Pipeline {
  readonly config: Config;
  readonly apiUrl: string;
  /** Gets an admin endpoint and reads its JSON. */
  admin<T>(path: string): Promise<T>;
}

/** A directory that is removed with the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'control-plane-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Starts one that is stopped with the test. */
export async function startControlPlane(environment: Record<string, string> = {}): Promise<TestControlPlane> {
  const config = loadConfig({
    STATE_DIR: environment.STATE_DIR ?? (await temporaryDirectory()),
    API_ADDRESS: '127.0.0.1:0',
    XDS_ADDRESS: '127.0.0.1:0',
    ADMIN_ADDRESS: '127.0.0.1:0',
    LOG_LEVEL: 'silent',
    ...environment,
  });
  const pipeline = await startPipeline(config, pino({ level: config.logLevel }));
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= pipeline.stop();
    return stopped;
  };
  onTestFinished(stop);
  return {
    ...pipeline,
    stop,
    config,
    apiUrl: `http://127.0.0.1:${pipeline.apiPort}`,
    async admin<T>(path: string) {
      const response = await fetch(`http://127.0.0.1:${pipeline.adminPort}${path}`);
      return (await response.json()) as T;
    },
  };
}
