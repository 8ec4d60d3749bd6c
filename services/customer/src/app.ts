import { createServiceApp, type Service } from '@mesh-workshop/service-kit';
import type { CustomerConfig } from './config.ts';

/** Answers `GET /` with the service's name and version. */
export function createApp(service: Service<CustomerConfig>) {
  return createServiceApp(service, {
    '/': {
      get: (_request, response) => {
        response.json({ service: service.name, version: service.config.version });
      },
    },
  });
}
