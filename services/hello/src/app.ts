import { hostname } from 'node:os';
import { createServiceApp, type Service } from '@mesh-workshop/service-kit';
import type { HelloConfig } from './config.ts';

/** Answers `GET /` with its text, its version, and the pod that answers. */
export function createApp(service: Service<HelloConfig>) {
  const { text, version, pod = hostname() } = service.config;
  return createServiceApp(service, {
    '/': {
      get: (_request, response) => {
        response.json({ text, version, pod });
      },
    },
  });
}
