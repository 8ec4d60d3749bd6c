import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { whyNotFromHere } from '@mesh-workshop/loopback-guard';
import type { Logger } from 'pino';
import { JournalWriteError } from '../store/journal-write-error.ts';
import type { StoreChange } from '../store/resource-store.ts';
import { type Credential, isAllowed } from './access/credential.ts';
import { parseAuthorization } from './access/parse-authorization.ts';
import { readClaim, verifySignature } from './access/verify-signature.ts';
import { answerBrokenRequest } from './answer-broken-request.ts';
import { ApiError, ERROR_STATUS } from './errors.ts';
import { findOperation } from './find-operation.ts';
import { requireNames } from './lookup.ts';
import { OPENAPI_PATH, openApiDocument } from './openapi-document.ts';
import type { Answer, ApiContext } from './operation.ts';
import { parseQuery } from './parse-query.ts';
import { RateLimit } from './rate-limit.ts';
import { parseBody, readBody } from './read-body.ts';

/** Largest head of a request in bytes, with its path and query. */
const MAX_HEAD = 16_384;

/** How long a client may take to send a request. */
const REQUEST_LIMIT_MS = 60_000;

/** A request that has been answered. */
export interface AnsweredCall {
  /** Name of the operation; `unknown` when there is none. */
  readonly operation: string;
  /** `ok`, or the type of the error. */
  readonly outcome: string;
  readonly change?: StoreChange;
}

/** The App Mesh REST API (2019-01-25), not listening yet. */
export function createApiServer(
  context: ApiContext,
  options: {
    readonly logger: Logger;
    /** Region of requests that are not signed. */
    readonly region: string;
    /** Who may use it; absent: everyone, and signatures are not looked at. */
    readonly credentials?: readonly Credential[];
    /** Requests a second and client; absent: no limit. */
    readonly requestsPerSecond?: number;
    /** Called at the moment the answer has been handed to the socket. */
    onAnswered(call: AnsweredCall): void;
  },
): Server {
  const { logger, credentials, onAnswered } = options;
  const rateLimit = new RateLimit(options.requestsPerSecond ?? Number.POSITIVE_INFINITY);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const { method = '', url = '', headers } = request;
    const pathEnd = url.indexOf('?') === -1 ? url.length : url.indexOf('?');
    const path = url.slice(0, pathEnd);
    const query = parseQuery(url.slice(pathEnd + 1));
    let operation = 'unknown';
    try {
      // Without credentials it is on loopback; with them, no page has what it takes to sign, and a TLS proxy may leave any Host.
      const refusal = credentials ? undefined : whyNotFromHere(headers);
      if (refusal !== undefined) throw new ApiError('ForbiddenException', `Not answered: ${refusal}.`);
      if (method === 'GET' && path === OPENAPI_PATH) {
        send(response, 200, requestId, openApiDocument());
        return;
      }
      // The head says whether a request may come in; only then is its body read, which may take its time and our memory.
      const head = { method, path, query, headers };
      const claim = credentials && readClaim(head, credentials, Date.now());
      const client = claim?.credential;
      const accessKeyId = client?.accessKeyId ?? '';
      if (!rateLimit.has(accessKeyId, performance.now())) throw tooMany();
      const bytes = await readBody(request);
      if (claim) await verifySignature(head, claim, bytes);
      const found = findOperation(method, path);
      operation = found.operation.name;
      if (client && !isAllowed(client, operation))
        throw new ApiError(
          'ForbiddenException',
          `${client.accessKeyId} is not allowed to call ${operation}.`,
        );
      // Taken by who has proved to be the client: no stranger can use up what it has.
      if (!rateLimit.take(accessKeyId, performance.now())) throw tooMany();
      requireNames(found.labels);
      const answer: Answer = await found.operation.handle(context, {
        labels: found.labels,
        query,
        region: parseAuthorization(headers.authorization)?.region ?? options.region,
        body: parseBody(bytes),
      });
      send(response, 200, requestId, answer.body);
      onAnswered({ operation, outcome: 'ok', ...(answer.change ? { change: answer.change } : {}) });
      logger.debug({ requestId, operation }, 'answered');
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      const { type, message } = toApiError(error, requestId);
      if (ERROR_STATUS[type] >= 500) logger.error({ requestId, operation, err: error }, 'request failed');
      else logger.info({ requestId, operation, type, message }, 'request refused');
      if (response.headersSent || response.destroyed) return;
      response.setHeader('x-amzn-ErrorType', type);
      send(response, ERROR_STATUS[type], requestId, { message });
      onAnswered({ operation, outcome: type });
    }
  }

  const server = http.createServer(
    { maxHeaderSize: MAX_HEAD, requestTimeout: REQUEST_LIMIT_MS },
    (request, response) => void serve(request, response),
  );
  server.on('clientError', answerBrokenRequest);
  // Longer than any client keeps an idle connection, so that none is closed under a request.
  server.keepAliveTimeout = 75_000;
  return server;
}

function send(response: ServerResponse, status: number, requestId: string, body: object): void {
  const content = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': content.length,
    'x-amzn-RequestId': requestId,
  });
  response.end(content);
}

function tooMany(): ApiError {
  return new ApiError('TooManyRequestsException', 'Too many requests. Send this one again later.');
}

function toApiError(error: unknown, requestId: string): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof JournalWriteError && error.outOfSpace)
    return new ApiError(
      'ServiceUnavailableException',
      `The change was not made: ${error.message}. Free some space and send it again.`,
    );
  if (error instanceof JournalWriteError)
    return new ApiError('InternalServerErrorException', `The change was not made: ${error.message}.`);
  return new ApiError(
    'InternalServerErrorException',
    `The control plane failed. Its log says why, at request id ${requestId}.`,
  );
}
