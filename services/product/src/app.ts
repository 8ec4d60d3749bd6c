import { createServiceApp, type Service } from '@mesh-workshop/service-kit';
import type { ProductConfig } from './config.ts';

/** Answers `GET /` with the service's name and version. */
export function createApp(service: Service<ProductConfig>) {
  return createServiceApp(service, {
    '/': {
      get: (_request, response) => {
        response.json({ service: service.name, version: service.config.version });
      },
    },
  });
}
