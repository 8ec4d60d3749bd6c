import type { JsonObject } from '../objects/json.ts';
import { type MessageShape, readMessage } from './protobuf-reader.ts';

/** Objects on the wire start with these bytes, then a runtime.Unknown message. https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding */
const MAGIC = Buffer.from('k8s\0');

const OWNER_REFERENCE: MessageShape = {
  1: ['kind', 'string'],
  3: ['name', 'string'],
  4: ['uid', 'string'],
  5: ['apiVersion', 'string'],
  6: ['controller', 'boolean'],
  7: ['blockOwnerDeletion', 'boolean'],
};

const OBJECT_META: MessageShape = {
  1: ['name', 'string'],
  2: ['generateName', 'string'],
  3: ['namespace', 'string'],
  5: ['uid', 'string'],
  6: ['resourceVersion', 'string'],
  11: ['labels', { map: 'string' }],
  12: ['annotations', { map: 'string' }],
  13: ['ownerReferences', { list: { message: OWNER_REFERENCE } }],
  14: ['finalizers', { list: 'string' }],
};

/** The kinds that clients are known to send as protobuf. */
const KINDS: Readonly<Record<string, MessageShape>> = {
  'v1 Secret': {
    1: ['metadata', { message: OBJECT_META }],
    2: ['data', { map: 'bytes' }],
    3: ['type', 'string'],
    4: ['stringData', { map: 'string' }],
    5: ['immutable', 'boolean'],
  },
  'v1 ConfigMap': {
    1: ['metadata', { message: OBJECT_META }],
    2: ['data', { map: 'string' }],
    3: ['binaryData', { map: 'bytes' }],
    4: ['immutable', 'boolean'],
  },
  'v1 Namespace': {
    1: ['metadata', { message: OBJECT_META }],
    2: ['spec', { message: { 1: ['finalizers', { list: 'string' }] } }],
  },
};

const DELETE_OPTIONS: MessageShape = {
  1: ['gracePeriodSeconds', 'integer'],
  2: ['preconditions', { message: { 1: ['uid', 'string'], 2: ['resourceVersion', 'string'] } }],
  4: ['propagationPolicy', 'string'],
  5: ['dryRun', { list: 'string' }],
};

/** Members that are the empty text on the wire when they are absent. */
function withoutEmpty(metadata: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== ''));
}

/** The object in a protobuf body; undefined for a kind that is not read here. Throws when the bytes are no such body. */
export function decodeKubernetesProtobuf(body: Uint8Array): JsonObject | undefined {
  if (!MAGIC.equals(body.subarray(0, MAGIC.length))) throw new Error('the body does not start with "k8s\\0"');
  const unknown = readMessage(body.subarray(MAGIC.length), {
    1: ['typeMeta', { message: { 1: ['apiVersion', 'string'], 2: ['kind', 'string'] } }],
    2: ['raw', 'bytes'],
  });
  const { apiVersion, kind } = unknown.typeMeta as JsonObject;
  const raw = Buffer.from(String(unknown.raw ?? ''), 'base64');
  const shape = kind === 'DeleteOptions' ? DELETE_OPTIONS : KINDS[`${apiVersion} ${kind}`];
  if (shape === undefined) return undefined;
  const decoded = readMessage(raw, shape);
  return {
    ...withoutEmpty(decoded),
    ...(decoded.metadata === undefined ? {} : { metadata: withoutEmpty(decoded.metadata as JsonObject) }),
    apiVersion: apiVersion ?? 'v1',
    kind: kind ?? '',
  };
}
