import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { whyNotFromHere } from '@mesh-workshop/loopback-guard';
import { carriesToken } from '../access/bearer-token.ts';
import type { ServerCertificate } from '../access/server-certificate.ts';
import { PODS } from '../objects/kinds.ts';
import type { PodRuntime } from '../pod-runtime.ts';
import { ApiError } from '../store/api-error.ts';
import type { AppliedConfigurations } from '../store/applied-configurations.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { badRequest, methodNotAllowed, notFound, unknownResource } from '../store/refusals.ts';
import { type ApiRequest, queryFlag, requireName, sendJson } from './api-request.ts';
import { discoveryDocument, versionInfo } from './discovery.ts';
import { openApiDocument, openApiIndex } from './openapi.ts';
import { serveOpenApiV2 } from './openapi-v2.ts';
import { resolveContainer } from './pod-container.ts';
import { checkExecUpgrade, ExecSessions } from './pod-exec.ts';
import { handleLog } from './pod-log.ts';
import { handleGet, handleList } from './read-handlers.ts';
import { readBody } from './request-body.ts';
import { parseResourcePath, readTarget } from './request-path.ts';
import { scaleOf } from './scale.ts';
import { handleWatch } from './watch-handler.ts';
import {
  handleCreate,
  handleDelete,
  handleDeleteCollection,
  handlePatch,
  handleUpdate,
} from './write-handlers.ts';

/** What the HTTP side serves. */
export interface ApiServerContext {
  readonly token: string;
  readonly store: MemoryObjectStore;
  readonly applied: AppliedConfigurations;
  readonly version: string;
  readonly clock: () => number;
  readonly podRuntime: PodRuntime | undefined;
  readonly portForwardHint: string;
}

/** Longer than clients keep idle connections, so that none is closed while a request is on its way. */
const KEEP_ALIVE_MS = 75_000;

const UNAUTHORIZED =
  'Unauthorized: this API asks for the bearer token of the kubeconfig that was written when it started';

const HEALTH_PATHS = new Set(['/healthz', '/livez', '/readyz']);

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const { message } = error instanceof Error ? error : new Error(String(error));
  return new ApiError(500, 'InternalError', `Internal error occurred: ${message}`);
}

function requireRuntime(context: ApiServerContext): PodRuntime {
  if (context.podRuntime === undefined) {
    throw new ApiError(501, 'NotImplemented', 'this API has no node agent: there are no logs and no exec');
  }
  return context.podRuntime;
}

/** Throws Forbidden for what a web page may have sent, and Unauthorized for who has no token: exec runs commands. */
function checkCaller({ token }: ApiServerContext, { headers }: IncomingMessage): void {
  const refusal = whyNotFromHere(headers);
  if (refusal !== undefined) throw new ApiError(403, 'Forbidden', refusal);
  if (carriesToken(headers.authorization, token)) return;
  throw new ApiError(401, 'Unauthorized', UNAUTHORIZED);
}

/** Answers what is no resource: version, discovery, OpenAPI, health. False: it is none of these. */
function serveFixedPath(
  context: ApiServerContext,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const { registry } = context.store;
  if (HEALTH_PATHS.has(url.pathname)) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    return true;
  }
  if (url.pathname === '/openapi/v2') {
    serveOpenApiV2(request.headers.accept, context.version, response);
    return true;
  }
  const document =
    url.pathname === '/version'
      ? versionInfo(context.version)
      : url.pathname === '/openapi/v3'
        ? openApiIndex(registry)
        : url.pathname.startsWith('/openapi/v3/')
          ? openApiDocument(registry, url.pathname.slice('/openapi/v3/'.length))
          : discoveryDocument(registry, url.pathname, request.headers.host ?? '');
  if (document === undefined) return false;
  sendJson(response, 200, document);
  return true;
}

async function serveSubresource(context: ApiServerContext, request: ApiRequest): Promise<void> {
  const { method, path, definition } = request;
  const isPod = definition.group === PODS.group && definition.plural === PODS.plural;
  const { subresource } = path;
  if (isPod && subresource === 'log' && method === 'GET') {
    await handleLog(context.store, requireRuntime(context), request);
  } else if (isPod && subresource === 'eviction' && method === 'POST') {
    handleDelete(context, request, Buffer.alloc(0));
  } else if (isPod && (subresource === 'exec' || subresource === 'attach')) {
    throw badRequest('Upgrade request required');
  } else if (isPod && subresource === 'portforward') {
    throw badRequest(context.portForwardHint);
  } else if (subresource === 'finalize' && method === 'PUT') {
    handleUpdate(context, request, await readBody(request.incoming));
  } else if (subresource === 'scale' && definition.subresources?.scale !== undefined) {
    if (method === 'GET') {
      const name = requireName(request);
      const object = context.store.get(definition, path.namespace, name);
      if (object === undefined) throw notFound(definition, name);
      sendJson(request.response, 200, scaleOf(object, definition.subresources.scale));
    } else await serveObject(context, request);
  } else if (subresource === 'status' && definition.subresources?.status === true) {
    await serveObject(context, request);
  } else throw unknownResource();
}

async function serveObject(context: ApiServerContext, request: ApiRequest): Promise<void> {
  const { method } = request;
  if (method === 'GET') {
    if (queryFlag(request.query, 'watch')) handleWatch(context.store, request);
    else handleGet(context.store, request);
    return;
  }
  const body = await readBody(request.incoming);
  if (method === 'PUT') handleUpdate(context, request, body);
  else if (method === 'PATCH') handlePatch(context, request, body);
  else if (method === 'DELETE' && request.path.subresource === undefined)
    handleDelete(context, request, body);
  else throw methodNotAllowed(`${method} is not supported on one ${request.definition.kind}`);
}

async function serveCollection(context: ApiServerContext, request: ApiRequest): Promise<void> {
  const { method, definition, path } = request;
  if (method === 'GET') {
    if (queryFlag(request.query, 'watch')) handleWatch(context.store, request);
    else handleList(context.store, request);
    return;
  }
  if (definition.namespaced && path.namespace === undefined) {
    throw methodNotAllowed(`${method} of ${definition.plural} needs a namespace in the path`);
  }
  const body = await readBody(request.incoming);
  if (method === 'POST') handleCreate(context, request, body);
  else if (method === 'DELETE') handleDeleteCollection(context, request, body);
  else throw methodNotAllowed(`${method} is not supported on the collection of ${definition.plural}`);
}

async function serve(
  context: ApiServerContext,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  checkCaller(context, incoming);
  const url = readTarget(incoming.url ?? '/');
  if (serveFixedPath(context, url, incoming, response)) return;
  const path = parseResourcePath(url.pathname);
  const definition = path && context.store.registry.byPath(path.group, path.version, path.plural);
  if (path === undefined || definition === undefined) throw unknownResource();
  if (path.namespace !== undefined && !definition.namespaced) throw unknownResource();
  if (path.namespace === undefined && definition.namespaced && path.name !== undefined)
    throw unknownResource();
  const request: ApiRequest = {
    method: incoming.method ?? 'GET',
    path,
    definition,
    query: url.searchParams,
    contentType: incoming.headers['content-type'],
    accept: incoming.headers.accept,
    nowMs: context.clock(),
    incoming,
    response,
    warnings: [],
  };
  if (path.subresource !== undefined) await serveSubresource(context, request);
  else if (path.name !== undefined) await serveObject(context, request);
  else await serveCollection(context, request);
}

/** Only exec becomes a WebSocket; everything else that asks for an upgrade gets a Status saying why not. */
function serveUpgrade(
  context: ApiServerContext,
  sessions: ExecSessions,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
) {
  checkCaller(context, request);
  const url = readTarget(request.url ?? '/');
  const path = parseResourcePath(url.pathname);
  if (path?.plural !== PODS.plural || path.name === undefined || path.subresource === undefined)
    throw badRequest('nothing to upgrade to here');
  if (path.subresource === 'portforward') throw badRequest(context.portForwardHint);
  if (path.subresource !== 'exec')
    throw badRequest(
      `kubectl ${path.subresource} is not there: use kubectl exec to run a command in the container, kubectl logs -f to follow what it writes`,
    );
  const namespace = path.namespace ?? 'default';
  const ref = resolveContainer(context.store, namespace, path.name, url.searchParams.get('container'));
  // After the container: a client whose WebSocket is refused asks again with SPDY and shows that answer only.
  checkExecUpgrade(request, url.searchParams);
  sessions.start(request, socket, head, { runtime: requireRuntime(context), ref, query: url.searchParams });
}

/** The HTTPS server of the API, not yet listening, and how to end everything that is connected. */
export function createApiServer(
  { key, certificate }: Pick<ServerCertificate, 'key' | 'certificate'>,
  context: ApiServerContext,
): {
  readonly server: Server;
  closeConnections(): void;
} {
  const sessions = new ExecSessions();
  const server = createServer({ key, cert: certificate }, (request, response) => {
    serve(context, request, response).catch((error: unknown) => {
      const apiError = toApiError(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, apiError.code, apiError.toStatus());
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    try {
      serveUpgrade(context, sessions, request, socket, head);
    } catch (error) {
      const apiError = toApiError(error);
      const text = JSON.stringify(apiError.toStatus());
      socket.end(
        `HTTP/1.1 ${apiError.code} ${STATUS_CODES[apiError.code] ?? ''}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
      );
    }
  });
  // The server itself knows a connection only when its handshake is over, which may never be.
  const connected = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connected.add(socket);
    socket.once('close', () => connected.delete(socket));
  });
  const closeConnections = () => {
    sessions.close();
    server.closeAllConnections();
    for (const socket of connected) socket.destroy();
  };
  return { server, closeConnections };
}
