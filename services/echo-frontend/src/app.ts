import { hostname } from 'node:os';
import type { Writable } from 'node:stream';
import { createHttpClient, createServiceApp, type Endpoints, type Service } from '@mesh-workshop/service-kit';
import { askBackend, hasBackend } from './backend.ts';
import { burnCpu } from './burn-cpu.ts';
import type { EchoFrontendConfig } from './config.ts';

type Handler = NonNullable<Endpoints[string]['get']>;

/**
 * Answers `GET /` with where and when it ran, its version and, from version 2.0 on, the version of the backend. Each request costs
 * some CPU.
 */
export function createApp(service: Service<EchoFrontendConfig>) {
  const { config, logger } = service;
  const http = createHttpClient(service);
  const node = config.nodeIp === undefined ? {} : { nodeIp: config.nodeIp };
  const timeout = config.backendTimeoutMs;
  const getBody = async (url: string) => (await http.get<unknown>(url, { timeout })).data;

  const get: Handler = async (_request, response) => {
    await burnCpu(config.cpuRounds, closed(response));
    const answer = {
      hostname: config.hostname ?? hostname(),
      time: new Date().toISOString(),
      version: config.version,
      ...node,
    };
    if (!hasBackend(config.version)) {
      response.json(answer);
      return;
    }
    const backend = await askBackend(config.backend, getBody);
    if ('error' in backend) logger.warn({ backend: config.backend }, backend.error);
    response.status('error' in backend ? 502 : 200).json({ ...answer, ...backend });
  };
  return createServiceApp(service, {
    '/': { get },
    ...(config.basePath === undefined ? {} : { [config.basePath]: { get } }),
  });
}

/** Fires when the connection ends, also before it was answered. */
function closed(response: Writable): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}
