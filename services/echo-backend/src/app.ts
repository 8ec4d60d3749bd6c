import { createServiceApp, type Service } from '@mesh-workshop/service-kit';
import type { EchoBackendConfig } from './config.ts';

/** Answers `GET /` with the version and nothing else. */
export function createApp(service: Service<EchoBackendConfig>) {
  return createServiceApp(service, {
    '/': {
      get: (_request, response) => {
        response.json({ version: service.config.version });
      },
    },
  });
}
