import { whyNotFromHere } from '@mesh-workshop/loopback-guard';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Registry } from 'prom-client';
import { listProblems, type ProblemSources } from '../list-problems.ts';
import type { ChangeLog } from '../publish/change-log.ts';
import type { Proxies } from '../publish/proxies.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { findEndpointUsers } from './uses-endpoint.ts';

/** What the admin endpoints look into. */
export interface AdminOptions extends ProblemSources {
  readonly store: Pick<ResourceStore, 'all'>;
  readonly proxies: Proxies;
  readonly publisher: Pick<Publisher, 'missingInput'>;
  readonly changes: Pick<ChangeLog, 'entries'>;
  readonly registry: Registry;
}

/** A look inside every stage. Nothing here changes anything. */
export function createAdminApp(options: AdminOptions): Express {
  const { store, proxies, publisher, changes, registry } = options;
  const app = express();
  app.disable('x-powered-by');

  app.use((request, response, next) => {
    const refusal = whyNotFromHere(request.headers);
    if (refusal === undefined) next();
    else response.status(403).json({ error: refusal });
  });

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/ready', (_request, response) => {
    const reason = publisher.missingInput();
    response
      .status(reason === undefined ? 200 : 503)
      .json(reason === undefined ? { status: 'ready' } : { status: 'not ready', reason });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  app.get('/proxies', (_request, response) => {
    response.json({ proxies: proxies.views() });
  });
  app.get('/problems', (_request, response) => {
    response.json({ problems: listProblems(options) });
  });
  app.get('/changes', (_request, response) => {
    response.json({ changes: changes.entries() });
  });
  app.get('/resources', (_request, response) => {
    response.json({ resources: [...store.all()] });
  });
  app.get('/snapshots/:proxyId', (request, response) => {
    const { proxyId } = request.params;
    const snapshot = proxies.snapshot(proxyId);
    if (snapshot) response.json(snapshot);
    else
      response
        .status(404)
        .json({ error: `nothing was published to a connected proxy ${proxyId}; see /proxies` });
  });
  app.get('/endpoint-users', (request, response) => {
    const { address, port } = request.query;
    if (typeof address !== 'string' || typeof port !== 'string' || !/^\d+$/.test(port)) {
      response.status(400).json({ error: 'needs an address and a port, as ?address=127.0.0.1&port=40001' });
      return;
    }
    response.json(findEndpointUsers(proxies, address, Number(port)));
  });
  app.use((request, response) => {
    response.status(404).json({ error: `${request.method} ${request.path} is not an admin endpoint` });
  });
  app.use(answerError);
  return app;
}

/** Express would answer with its stack as HTML, and write it to stderr too. It knows this one by its four parameters. */
const answerError: ErrorRequestHandler = (
  error: Error & { readonly status?: number },
  _request,
  response,
  next,
) => {
  if (response.headersSent) next(error);
  else response.status(error.status ?? 500).json({ error: error.message });
};
