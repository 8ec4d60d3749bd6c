import { createServiceApp, type Service } from '@mesh-workshop/service-kit';
import express, { type Express } from 'express';
import { createColorProxy } from './color-proxy.ts';
import type { GatewayConfig } from './config.ts';
import { pageEndpoints } from './page-endpoints.ts';
import { securityHeaders } from './security-headers.ts';

/** Serves the page, and passes its questions on: `/gateway/color` to the backend's `/color`. Says its version itself. */
export function createApp(service: Service<GatewayConfig>): Express {
  const proxy = createColorProxy(service);
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.use(
    createServiceApp(service, {
      ...pageEndpoints(service),
      '/gateway/color{/*rest}': { get: proxy },
      '/gateway/version': {
        get: (_request, response) => {
          response.set('Cache-Control', 'no-store').json({ version: service.config.version });
        },
      },
    }),
  );
  return app;
}
