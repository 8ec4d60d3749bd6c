import type { JsonValue } from '@mesh-workshop/json';
import { mutateBytes, mutateText, mutateValue } from './mutate.ts';
import type { Random } from './random.ts';

/** A request as it should be. */
export interface HttpTemplate {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
}

/** Bytes to be sent over one connection. */
export interface HttpInput {
  readonly bytes: Buffer;
  /** Head and body are as HTTP has them: there must be an answer. */
  readonly isWhole: boolean;
}

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'get',
];
const HEADERS: readonly (readonly [string, string])[] = [
  ['host', 'evil.example'],
  ['origin', 'null'],
  ['expect', '100-continue'],
  ['expect', 'a miracle'],
  ['transfer-encoding', 'chunked'],
  ['transfer-encoding', 'gzip'],
  ['content-length', '5'],
  ['content-length', '-1'],
  ['content-encoding', 'gzip'],
  ['connection', 'Upgrade'],
  ['upgrade', 'websocket'],
  ['upgrade', 'h2c'],
  ['sec-websocket-key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
  ['sec-websocket-version', '13'],
  ['sec-websocket-protocol', 'v5.channel.k8s.io'],
  ['accept', 'application/json;as=Table;v=v1;g=meta.k8s.io'],
  ['accept', 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'],
  ['accept', 'application/vnd.kubernetes.protobuf'],
  ['content-type', 'application/merge-patch+json'],
  ['content-type', 'application/json-patch+json'],
  ['content-type', 'application/strategic-merge-patch+json'],
  ['content-type', 'application/apply-patch+yaml'],
  ['content-type', 'application/yaml'],
  ['content-type', 'application/vnd.kubernetes.protobuf'],
  ['content-type', 'multipart/form-data; boundary='],
  ['authorization', 'Bearer '],
  [
    'authorization',
    'AWS4-HMAC-SHA256 Credential=a/20260101/us-west-2/appmesh/aws4_request, SignedHeaders=host;__proto__, Signature=0',
  ],
  ['x-amz-date', '20260101T000000Z'],
  ['x-amzn-trace-id', 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1'],
  ['cookie', 'a'.repeat(9_000)],
  ['range', 'bytes=0-'],
  ['__proto__', 'a'],
];

/** A request that is one of the templates, or near one, or near enough to be misread. */
export function makeHttpInput(
  templates: readonly HttpTemplate[],
  headers: Readonly<Record<string, string>>,
  random: Random,
): HttpInput {
  const template = random.pick(templates);
  const method = random.chance(0.08) ? random.pick(METHODS) : template.method;
  const hasOddPath = random.chance(0.25);
  const path = hasOddPath ? mutateText(template.path, random) : template.path;
  const body = makeBody(template.body, random);
  const lines = Object.entries({
    host: 'localhost',
    connection: 'close',
    ...headers,
    ...(template.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...template.headers,
    ...(body.length === 0 ? {} : { 'content-length': `${body.length}` }),
  });
  const hasOddHeaders = random.chance(0.2);
  for (let count = hasOddHeaders ? random.below(3) : -1; count >= 0; count -= 1) {
    const [name, value] = random.pick(HEADERS);
    // In place of the right one, or beside it.
    const index = lines.findIndex(([it]) => it === name);
    lines.splice(index === -1 ? lines.length : index, random.below(2), [
      name,
      random.chance(0.3) ? mutateText(value, random) : value,
    ]);
  }
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)].join(
    '\r\n',
  );
  const bytes = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
  if (random.chance(0.08)) return { bytes: mutateBytes(bytes, random), isWhole: false };
  return { bytes, isWhole: !hasOddPath && !hasOddHeaders && method !== 'CONNECT' && method !== 'get' };
}

function makeBody(body: JsonValue | undefined, random: Random): Buffer {
  if (body === undefined) return random.chance(0.03) ? Buffer.from('{}') : Buffer.alloc(0);
  const bytes = Buffer.from(JSON.stringify(random.chance(0.7) ? mutateValue(body, random) : body));
  return random.chance(0.2) ? mutateBytes(bytes, random) : bytes;
}
