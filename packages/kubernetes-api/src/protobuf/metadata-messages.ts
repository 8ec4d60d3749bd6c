import type { MessageShape } from './protobuf-reader.ts';

/** metav1.ObjectMeta */
export const OBJECT_META: MessageShape = {
  1: ['name', 'string'],
  2: ['generateName', 'string'],
  3: ['namespace', 'string'],
  4: ['selfLink', 'ignored'],
  5: ['uid', 'string'],
  6: ['resourceVersion', 'string'],
  7: ['generation', 'ignored'],
  8: ['creationTimestamp', 'ignored'],
  9: ['deletionTimestamp', 'ignored'],
  10: ['deletionGracePeriodSeconds', 'ignored'],
  11: ['labels', { map: 'string' }],
  12: ['annotations', { map: 'string' }],
  13: [
    'ownerReferences',
    {
      list: {
        message: {
          1: ['kind', 'string'],
          3: ['name', 'string'],
          4: ['uid', 'string'],
          5: ['apiVersion', 'string'],
          6: ['controller', 'boolean'],
          7: ['blockOwnerDeletion', 'boolean'],
        },
      },
    },
  ],
  14: ['finalizers', { list: 'string' }],
  17: ['managedFields', 'ignored'],
};

/** metav1.LabelSelector */
export const LABEL_SELECTOR: MessageShape = {
  1: ['matchLabels', { map: 'string' }],
  2: [
    'matchExpressions',
    {
      list: {
        message: { 1: ['key', 'string'], 2: ['operator', 'string'], 3: ['values', { list: 'string' }] },
      },
    },
  ],
};

/** metav1.DeleteOptions */
export const DELETE_OPTIONS: MessageShape = {
  1: ['gracePeriodSeconds', 'integer'],
  2: ['preconditions', { message: { 1: ['uid', 'string'], 2: ['resourceVersion', 'string'] } }],
  3: ['orphanDependents', 'ignored'],
  4: ['propagationPolicy', 'string'],
  5: ['dryRun', { list: 'string' }],
};
