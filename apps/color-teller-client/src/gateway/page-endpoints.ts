import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Endpoints, Service } from '@mesh-workshop/service-kit';
import express from 'express';
import type { GatewayConfig } from './config.ts';

type Handler = NonNullable<Endpoints[string]['get']>;

/** Vite puts a hash of the content into the names of everything but the document itself. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The built page: its document on `/`, everything else on `/assets`. */
export function pageEndpoints({ name, config, logger }: Service<GatewayConfig>): Endpoints {
  const directory = config.staticDir ?? path.join(path.dirname(process.argv[1] ?? '.'), 'static');
  if (!existsSync(path.join(directory, 'index.html'))) {
    logger.warn({ directory }, 'there is no built page; only /gateway is answered');
  }
  const files = express.static(directory, {
    redirect: false,
    setHeaders: (response, file) => {
      const isAsset = path.basename(path.dirname(file)) === 'assets';
      response.setHeader('Cache-Control', isAsset ? FOR_EVER : 'no-cache');
    },
  });
  const otherwise =
    (status: number, error: (path: string) => string): Handler =>
    (request, response, next) => {
      files(request, response, (problem?: unknown) => {
        if (problem !== undefined) next(problem);
        else response.status(status).json({ service: name, error: error(request.path) });
      });
    };
  return {
    '/': { get: otherwise(503, () => `the page is not built: there is no index.html in ${directory}`) },
    '/assets/*file': { get: otherwise(404, (asked) => `Not Found: ${asked}`) },
  };
}
