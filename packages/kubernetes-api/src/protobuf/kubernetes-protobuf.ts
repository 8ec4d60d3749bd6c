import { isJsonObject, type JsonObject } from '@mesh-workshop/json';
import { DELETE_OPTIONS, LABEL_SELECTOR, OBJECT_META } from './metadata-messages.ts';
import { POD_SPEC, POD_TEMPLATE } from './pod-messages.ts';
import { type FieldType, type MessageShape, readMessage } from './protobuf-reader.ts';

/** Objects on the wire start with these bytes, then a runtime.Unknown message. https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding */
const MAGIC = Buffer.from('k8s\0');

const SELECTOR: FieldType = { message: LABEL_SELECTOR };

/** An object with metadata, a spec and a status, which clients do not decide. */
function specObject(spec: MessageShape): MessageShape {
  return {
    1: ['metadata', { message: OBJECT_META }],
    2: ['spec', { message: spec }],
    3: ['status', 'ignored'],
  };
}

const SERVICE_SPEC: MessageShape = {
  1: [
    'ports',
    {
      list: {
        message: {
          1: ['name', 'string'],
          2: ['protocol', 'string'],
          3: ['port', 'count'],
          4: ['targetPort', 'int-or-string'],
          5: ['nodePort', 'count'],
          6: ['appProtocol', 'string'],
        },
      },
    },
  ],
  2: ['selector', { map: 'string' }],
  3: ['clusterIP', 'string'],
  4: ['type', 'string'],
  7: ['sessionAffinity', 'string'],
  8: ['loadBalancerIP', 'string'],
  10: ['externalName', 'string'],
  11: ['externalTrafficPolicy', 'string'],
  12: ['healthCheckNodePort', 'count'],
  13: ['publishNotReadyAddresses', 'flag'],
  17: ['ipFamilyPolicy', 'string'],
  18: ['clusterIPs', { list: 'string' }],
  19: ['ipFamilies', { list: 'string' }],
  20: ['allocateLoadBalancerNodePorts', 'boolean'],
  22: ['internalTrafficPolicy', 'string'],
};

const DEPLOYMENT_SPEC: MessageShape = {
  1: ['replicas', 'integer'],
  2: ['selector', SELECTOR],
  3: ['template', { message: POD_TEMPLATE }],
  4: [
    'strategy',
    {
      message: {
        1: ['type', 'string'],
        2: [
          'rollingUpdate',
          { message: { 1: ['maxUnavailable', 'int-or-string'], 2: ['maxSurge', 'int-or-string'] } },
        ],
      },
    },
  ],
  5: ['minReadySeconds', 'count'],
  6: ['revisionHistoryLimit', 'integer'],
  7: ['paused', 'flag'],
  9: ['progressDeadlineSeconds', 'integer'],
};

const JOB_SPEC: MessageShape = {
  1: ['parallelism', 'integer'],
  2: ['completions', 'integer'],
  3: ['activeDeadlineSeconds', 'integer'],
  4: ['selector', SELECTOR],
  5: ['manualSelector', 'boolean'],
  6: ['template', { message: POD_TEMPLATE }],
  7: ['backoffLimit', 'integer'],
  8: ['ttlSecondsAfterFinished', 'integer'],
  9: ['completionMode', 'string'],
  10: ['suspend', 'boolean'],
};

/** The kinds that kubectl and helm are known to send as protobuf. */
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
  'v1 ServiceAccount': {
    1: ['metadata', { message: OBJECT_META }],
    3: ['imagePullSecrets', { list: { message: { 1: ['name', 'string'] } } }],
    4: ['automountServiceAccountToken', 'boolean'],
  },
  'v1 Namespace': specObject({ 1: ['finalizers', { list: 'string' }] }),
  'v1 Pod': specObject(POD_SPEC),
  'v1 Service': specObject(SERVICE_SPEC),
  'apps/v1 Deployment': specObject(DEPLOYMENT_SPEC),
  'batch/v1 Job': specObject(JOB_SPEC),
  // Refused whatever is in it, by its name.
  'batch/v1 CronJob': {
    1: ['metadata', { message: OBJECT_META }],
    2: ['spec', 'ignored'],
    3: ['status', 'ignored'],
  },
};

/**
 * The object in a protobuf body; undefined for a kind that is not read here. Throws UnknownFieldError for a field that is not read,
 * Error when the bytes are no such body.
 */
export function decodeKubernetesProtobuf(body: Uint8Array): JsonObject | undefined {
  if (!MAGIC.equals(body.subarray(0, MAGIC.length))) throw new Error('the body does not start with "k8s\\0"');
  const unknown = readMessage(body.subarray(MAGIC.length), {
    1: ['typeMeta', { message: { 1: ['apiVersion', 'string'], 2: ['kind', 'string'] } }],
    2: ['raw', 'bytes'],
    3: ['contentEncoding', 'ignored'],
    4: ['contentType', 'ignored'],
  });
  const { apiVersion = 'v1', kind = '' } = isJsonObject(unknown.typeMeta) ? unknown.typeMeta : {};
  const shape = kind === 'DeleteOptions' ? DELETE_OPTIONS : KINDS[`${apiVersion} ${kind}`];
  if (shape === undefined) return undefined;
  const raw = Buffer.from(String(unknown.raw ?? ''), 'base64');
  return { ...readMessage(raw, shape), apiVersion, kind };
}
