import { createServiceApp, type Service } from '@mesh-workshop/service-kit';
import type { ColorTellerBackendConfig } from './config.ts';

/** Answers `GET /color` with the color. */
export function createApp(service: Service<ColorTellerBackendConfig>) {
  return createServiceApp(service, {
    '/color': {
      get: (_request, response) => {
        response.json({ color: service.config.color });
      },
    },
  });
}
