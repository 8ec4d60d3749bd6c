import type { IncomingMessage } from 'node:http';
import { isJsonObject, isTooDeepYaml, type JsonObject, type JsonValue } from '@mesh-workshop/json';
import { parse as parseYaml } from 'yaml';
import { decodeKubernetesProtobuf } from '../protobuf/kubernetes-protobuf.ts';
import { UnknownFieldError } from '../protobuf/protobuf-reader.ts';
import { ApiError } from '../store/api-error.ts';
import { badRequest } from '../store/refusals.ts';

/** The limit of a real API server. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** Deeper than any object of the API; what walks an object by recursion must not run out of stack. */
const MAX_DEPTH = 500;

/** The media type without its parameters, in lower case. */
export function mediaType(header: string | undefined): string {
  return (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Reads the whole body. Throws RequestEntityTooLarge above 3 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new ApiError(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${MAX_BODY_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** 415. A few of kubectl's commands send protobuf, whose messages are read for some kinds only. */
export function unsupportedMediaType(type: string, supported: readonly string[]): ApiError {
  const hint = type.endsWith('protobuf')
    ? '. With kubectl: add --dry-run=client -o yaml | kubectl apply -f -'
    : '';
  return new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format (${type || 'no content type'}) - accepted media types include: ${supported.join(', ')}${hint}`,
  );
}

function parse(body: Buffer, type: string): unknown {
  const text = body.toString('utf8');
  if (!type.endsWith('json') && isTooDeepYaml(text))
    throw badRequest(`the body of the request is nested deeper than ${MAX_DEPTH} levels`);
  try {
    // Warnings would go to stderr.
    return type.endsWith('json') ? JSON.parse(text) : parseYaml(text, { logLevel: 'error' });
  } catch (error) {
    throw badRequest(`the body of the request cannot be parsed: ${(error as Error).message}`);
  }
}

/** Wherever such an object is copied member by member, this one would replace the prototype of the copy. */
function refusePrototypes(value: unknown, path: string, depth = 0): void {
  if (depth > MAX_DEPTH)
    throw badRequest(`the body of the request is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refusePrototypes(item, `${path}[${index}]`, depth + 1);
  } else if (isJsonObject(value)) {
    for (const [member, item] of Object.entries(value)) {
      const memberPath = path === '' ? member : `${path}.${member}`;
      if (member === '__proto__') throw badRequest(`${memberPath}: no member may be called __proto__`);
      refusePrototypes(item, memberPath, depth + 1);
    }
  }
}

/** Parses JSON or YAML; YAML is a superset, but JSON's own parser is faster and its messages are better. */
export function parseDocument(body: Buffer, type: string): JsonValue {
  const document = parse(body, type);
  refusePrototypes(document, '');
  return document as JsonValue;
}

/** A kind or field that is not read is refused: JSON is the way to send it. */
function decodeProtobuf(body: Buffer, type: string): JsonObject {
  const json = ['application/json', 'application/yaml'];
  try {
    const decoded = decodeKubernetesProtobuf(body);
    if (decoded !== undefined) {
      refusePrototypes(decoded, '');
      return decoded;
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (error instanceof UnknownFieldError) throw unsupportedMediaType(`${type}, ${error.message}`, json);
    throw badRequest(`the protobuf body cannot be read: ${(error as Error).message}`);
  }
  throw unsupportedMediaType(type, json);
}

/** The object in a body of type JSON, YAML or Kubernetes protobuf; undefined for an empty body. */
export function parseObject(body: Buffer, contentType: string | undefined): JsonObject | undefined {
  if (body.length === 0) return undefined;
  const type = mediaType(contentType);
  if (type === 'application/vnd.kubernetes.protobuf') {
    return decodeProtobuf(body, type);
  }
  if (type !== '' && type !== 'application/json' && type !== 'application/yaml') {
    throw unsupportedMediaType(type, [
      'application/json',
      'application/yaml',
      'application/vnd.kubernetes.protobuf',
    ]);
  }
  const parsed = parseDocument(body, type === 'application/yaml' ? type : 'application/json');
  if (!isJsonObject(parsed)) throw badRequest('the body of the request must be one object');
  return parsed;
}
