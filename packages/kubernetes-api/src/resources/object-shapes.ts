import { POD_TEMPLATE_SHAPE } from './pod-shapes.ts';
import type { Shape } from './shape.ts';

const STRINGS: Shape = { map: 'string' };

/** A metav1.LabelSelector. */
const LABEL_SELECTOR_SHAPE: Shape = {
  members: {
    matchLabels: STRINGS,
    matchExpressions: {
      list: { members: { key: 'string', operator: 'string', values: { list: 'string' } } },
    },
  },
};

/** The members of an object beside apiVersion, kind and metadata, which are checked for all kinds alike. */
export function objectShape(members: Readonly<Record<string, Shape>>): Shape {
  return { members: { apiVersion: 'string', kind: 'string', metadata: 'any', ...members } };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/ */
export const DEPLOYMENT_SHAPE = objectShape({
  spec: {
    members: {
      replicas: 'integer',
      selector: LABEL_SELECTOR_SHAPE,
      template: POD_TEMPLATE_SHAPE,
      strategy: {
        members: {
          type: 'string',
          rollingUpdate: { members: { maxSurge: 'int-or-string', maxUnavailable: 'int-or-string' } },
        },
      },
      minReadySeconds: 'integer',
      revisionHistoryLimit: 'integer',
      progressDeadlineSeconds: 'integer',
      paused: 'boolean',
    },
  },
  status: 'any',
});

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/ */
export const REPLICA_SET_SHAPE = objectShape({
  spec: {
    members: {
      replicas: 'integer',
      minReadySeconds: 'integer',
      selector: LABEL_SELECTOR_SHAPE,
      template: POD_TEMPLATE_SHAPE,
    },
  },
  status: 'any',
});

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/ */
export const JOB_SHAPE = objectShape({
  spec: {
    members: {
      parallelism: 'integer',
      completions: 'integer',
      backoffLimit: 'integer',
      backoffLimitPerIndex: 'integer',
      maxFailedIndexes: 'integer',
      activeDeadlineSeconds: 'integer',
      ttlSecondsAfterFinished: 'integer',
      suspend: 'boolean',
      completionMode: 'string',
      manualSelector: 'boolean',
      managedBy: 'string',
      podFailurePolicy: 'any',
      podReplacementPolicy: 'string',
      successPolicy: 'any',
      selector: LABEL_SELECTOR_SHAPE,
      template: POD_TEMPLATE_SHAPE,
    },
  },
  status: 'any',
});

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ */
export const SERVICE_SHAPE = objectShape({
  spec: {
    members: {
      type: 'string',
      selector: STRINGS,
      ports: {
        list: {
          members: {
            name: 'string',
            port: 'integer',
            targetPort: 'int-or-string',
            nodePort: 'integer',
            protocol: 'string',
            appProtocol: 'string',
          },
        },
      },
      clusterIP: 'string',
      clusterIPs: { list: 'string' },
      externalIPs: { list: 'string' },
      externalName: 'string',
      externalTrafficPolicy: 'string',
      internalTrafficPolicy: 'string',
      trafficDistribution: 'string',
      ipFamilies: { list: 'string' },
      ipFamilyPolicy: 'string',
      loadBalancerIP: 'string',
      loadBalancerClass: 'string',
      loadBalancerSourceRanges: { list: 'string' },
      allocateLoadBalancerNodePorts: 'boolean',
      healthCheckNodePort: 'integer',
      publishNotReadyAddresses: 'boolean',
      sessionAffinity: 'string',
      sessionAffinityConfig: 'any',
    },
  },
  status: 'any',
});

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/ */
export const CONFIG_MAP_SHAPE = objectShape({ data: STRINGS, binaryData: STRINGS, immutable: 'boolean' });

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ */
export const SECRET_SHAPE = objectShape({
  data: STRINGS,
  stringData: STRINGS,
  type: 'string',
  immutable: 'boolean',
});

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/ */
export const NAMESPACE_SHAPE = objectShape({
  spec: { members: { finalizers: { list: 'string' } } },
  status: 'any',
});
