import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import type { WriteOptions } from '../store/object-store.ts';
import { badRequest } from '../store/refusals.ts';
import { parseAccept, type Representation } from './representation.ts';
import type { ResourcePath } from './request-path.ts';

/** A request for a kind that is served. */
export interface ApiRequest {
  readonly method: string;
  readonly path: ResourcePath;
  readonly definition: ResourceDefinition;
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
  readonly nowMs: number;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** Said to the client in `Warning` headers. */
  readonly warnings: string[];
}

/** The form in which the answer is wanted. */
export function representationOf(request: ApiRequest): Representation {
  const include = request.query.get('includeObject');
  return {
    definition: request.definition,
    version: request.path.version,
    as: parseAccept(request.accept),
    includeObject: include === 'None' || include === 'Object' ? include : 'Metadata',
    nowMs: request.nowMs,
  };
}

/** `?dryRun=All` */
export function writeOptionsOf(request: ApiRequest): WriteOptions {
  const dryRun = request.query.get('dryRun');
  if (dryRun !== null && dryRun !== '' && dryRun !== 'All')
    throw badRequest(`dryRun: "${dryRun}" is not "All"`);
  return { dryRun: dryRun === 'All' };
}

/** The namespace of the path, as the store wants it. */
export function requireName(request: ApiRequest): string {
  if (request.path.name === undefined) throw badRequest('the path names no object');
  return request.path.name;
}

/** A whole number from the query; undefined when absent. Throws BadRequest for anything else. */
export function queryInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d+$/.test(text)) throw badRequest(`${name}: "${text}" is not a whole number`);
  return Number(text);
}

/** `true` and `1` are what clients send. */
export function queryFlag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text === 'true' || text === '1';
}

/** Sends JSON with the warnings collected so far. */
export function sendJson(
  response: ServerResponse,
  code: number,
  body: object,
  warnings: readonly string[] = [],
): void {
  const text = JSON.stringify(body);
  // Warning text is a quoted string of printable ASCII. https://www.rfc-editor.org/rfc/rfc7234#section-5.5
  const quoted = warnings.map((it) => `299 - ${JSON.stringify(it.replaceAll(/[^\x20-\x7e]/g, '?'))}`);
  if (quoted.length > 0) response.setHeader('warning', quoted);
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
