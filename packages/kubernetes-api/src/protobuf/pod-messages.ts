import { OBJECT_META } from './metadata-messages.ts';
import type { FieldType, MessageShape } from './protobuf-reader.ts';

const LOCAL_REFERENCE: FieldType = { inline: { 1: ['name', 'string'] } };
const KEY_SELECTOR: FieldType = {
  message: { 1: ['name', LOCAL_REFERENCE], 2: ['key', 'string'], 3: ['optional', 'boolean'] },
};
const SOURCE: FieldType = { message: { 1: ['name', LOCAL_REFERENCE], 2: ['optional', 'boolean'] } };

const HANDLER: MessageShape = {
  1: ['exec', { message: { 1: ['command', { list: 'string' }] } }],
  2: [
    'httpGet',
    {
      message: {
        1: ['path', 'string'],
        2: ['port', 'int-or-string'],
        3: ['host', 'string'],
        4: ['scheme', 'string'],
        5: ['httpHeaders', { list: { message: { 1: ['name', 'string'], 2: ['value', 'string'] } } }],
      },
    },
  ],
  3: ['tcpSocket', { message: { 1: ['port', 'int-or-string'], 2: ['host', 'string'] } }],
};

const PROBE: FieldType = {
  message: {
    1: ['handler', { inline: HANDLER }],
    2: ['initialDelaySeconds', 'count'],
    3: ['timeoutSeconds', 'count'],
    4: ['periodSeconds', 'count'],
    5: ['successThreshold', 'count'],
    6: ['failureThreshold', 'count'],
    7: ['terminationGracePeriodSeconds', 'integer'],
  },
};

const CONTAINER: MessageShape = {
  1: ['name', 'string'],
  2: ['image', 'string'],
  3: ['command', { list: 'string' }],
  4: ['args', { list: 'string' }],
  5: ['workingDir', 'string'],
  6: [
    'ports',
    {
      list: {
        message: {
          1: ['name', 'string'],
          2: ['hostPort', 'count'],
          3: ['containerPort', 'count'],
          4: ['protocol', 'string'],
          5: ['hostIP', 'string'],
        },
      },
    },
  ],
  7: [
    'env',
    {
      list: {
        message: {
          1: ['name', 'string'],
          2: ['value', 'string'],
          3: [
            'valueFrom',
            {
              message: {
                1: ['fieldRef', { message: { 1: ['apiVersion', 'string'], 2: ['fieldPath', 'string'] } }],
                3: ['configMapKeyRef', KEY_SELECTOR],
                4: ['secretKeyRef', KEY_SELECTOR],
              },
            },
          ],
        },
      },
    },
  ],
  8: ['resources', { message: { 1: ['limits', { map: 'quantity' }], 2: ['requests', { map: 'quantity' }] } }],
  9: [
    'volumeMounts',
    {
      list: {
        message: {
          1: ['name', 'string'],
          2: ['readOnly', 'flag'],
          3: ['mountPath', 'string'],
          4: ['subPath', 'string'],
          5: ['mountPropagation', 'string'],
          6: ['subPathExpr', 'string'],
        },
      },
    },
  ],
  10: ['livenessProbe', PROBE],
  11: ['readinessProbe', PROBE],
  13: ['terminationMessagePath', 'string'],
  14: ['imagePullPolicy', 'string'],
  16: ['stdin', 'flag'],
  17: ['stdinOnce', 'flag'],
  18: ['tty', 'flag'],
  19: [
    'envFrom',
    { list: { message: { 1: ['prefix', 'string'], 2: ['configMapRef', SOURCE], 3: ['secretRef', SOURCE] } } },
  ],
  20: ['terminationMessagePolicy', 'string'],
  22: ['startupProbe', PROBE],
  24: ['restartPolicy', 'string'],
};

/** core/v1 PodSpec, without volumes, affinity and what else no client is known to send as protobuf. */
export const POD_SPEC: MessageShape = {
  2: ['containers', { list: { message: CONTAINER } }],
  3: ['restartPolicy', 'string'],
  4: ['terminationGracePeriodSeconds', 'integer'],
  5: ['activeDeadlineSeconds', 'integer'],
  6: ['dnsPolicy', 'string'],
  7: ['nodeSelector', { map: 'string' }],
  8: ['serviceAccountName', 'string'],
  9: ['serviceAccount', 'string'],
  10: ['nodeName', 'string'],
  11: ['hostNetwork', 'flag'],
  12: ['hostPID', 'flag'],
  13: ['hostIPC', 'flag'],
  15: ['imagePullSecrets', { list: { message: { 1: ['name', 'string'] } } }],
  16: ['hostname', 'string'],
  17: ['subdomain', 'string'],
  19: ['schedulerName', 'string'],
  20: ['initContainers', { list: { message: CONTAINER } }],
  21: ['automountServiceAccountToken', 'boolean'],
  24: ['priorityClassName', 'string'],
  30: ['enableServiceLinks', 'boolean'],
};

/** core/v1 PodTemplateSpec */
export const POD_TEMPLATE: MessageShape = {
  1: ['metadata', { message: OBJECT_META }],
  2: ['spec', { message: POD_SPEC }],
};
