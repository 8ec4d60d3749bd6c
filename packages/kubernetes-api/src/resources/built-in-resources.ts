import { completeNamespace, completeSecret } from '../admission/complete-core.ts';
import { completePod, podDeletionGrace } from '../admission/complete-pod.ts';
import { completeService } from '../admission/complete-service.ts';
import { completeDeployment, completeJob, completeReplicaSet } from '../admission/complete-workload.ts';
import { validateConfigMap, validateSecret } from '../admission/validate-configuration.ts';
import { validatePod } from '../admission/validate-pod.ts';
import { validateService } from '../admission/validate-service.ts';
import { validateDeployment, validateJob, validateReplicaSet } from '../admission/validate-workload.ts';
import type { Namespace } from '../objects/core.ts';
import type { Pod } from '../objects/pod.ts';
import type { Service } from '../objects/service.ts';
import {
  CONFIG_MAP_SHAPE,
  DEPLOYMENT_SHAPE,
  JOB_SHAPE,
  NAMESPACE_SHAPE,
  objectShape,
  REPLICA_SET_SHAPE,
  SECRET_SHAPE,
  SERVICE_SHAPE,
} from './object-shapes.ts';
import { POD_SPEC_SHAPE } from './pod-shapes.ts';
import { REPLICAS_SCALE, type ResourceDefinition } from './resource-definition.ts';
import { RESOURCES_NOT_RUN } from './resources-not-run.ts';
import { STORED_RESOURCES } from './stored-resources.ts';

/** What the built-in kinds need to know about the world. */
export interface BuiltInContext {
  readonly nodeName: string;
  readonly clock: () => number;
  readonly services: () => readonly Service[];
  /** What admission makes of a new pod. */
  readonly admitPod: (pod: Pod) => Pod;
}

function coreResources(context: BuiltInContext): readonly ResourceDefinition[] {
  const core = { group: '', version: 'v1' };
  return [
    {
      ...core,
      kind: 'Namespace',
      plural: 'namespaces',
      singular: 'namespace',
      shortNames: ['ns'],
      namespaced: false,
      subresources: { status: true },
      selectableFields: ['status.phase'],
      shape: NAMESPACE_SHAPE,
      complete: completeNamespace,
      blocksDeletion: (object) => ((object as Namespace).spec?.finalizers ?? []).length > 0,
    },
    {
      ...core,
      kind: 'Pod',
      plural: 'pods',
      singular: 'pod',
      shortNames: ['po'],
      categories: ['all'],
      namespaced: true,
      subresources: { status: true },
      selectableFields: ['spec.nodeName', 'spec.restartPolicy', 'status.phase', 'status.podIP'],
      shape: objectShape({ spec: POD_SPEC_SHAPE, status: 'any' }),
      complete: completePod(context),
      validate: validatePod,
      deletionGraceSeconds: podDeletionGrace,
    },
    {
      ...core,
      kind: 'Service',
      plural: 'services',
      singular: 'service',
      shortNames: ['svc'],
      categories: ['all'],
      namespaced: true,
      subresources: { status: true },
      selectableFields: ['spec.clusterIP', 'spec.type'],
      shape: SERVICE_SHAPE,
      complete: completeService(
        () => new Set(context.services().map((service) => service.spec.clusterIP ?? '')),
      ),
      validate: validateService((service, nodePort) => {
        const owner = context
          .services()
          .find(
            (it) =>
              it.metadata.uid !== service.metadata.uid &&
              it.spec.ports?.some((port) => port.nodePort === nodePort),
          );
        return owner && `${owner.metadata.namespace}/${owner.metadata.name}`;
      }),
    },
    {
      ...core,
      kind: 'ConfigMap',
      plural: 'configmaps',
      singular: 'configmap',
      shortNames: ['cm'],
      namespaced: true,
      shape: CONFIG_MAP_SHAPE,
      validate: validateConfigMap,
    },
    {
      ...core,
      kind: 'Secret',
      plural: 'secrets',
      singular: 'secret',
      namespaced: true,
      selectableFields: ['type'],
      shape: SECRET_SHAPE,
      complete: completeSecret,
      validate: validateSecret,
    },
    {
      ...core,
      kind: 'Event',
      plural: 'events',
      singular: 'event',
      shortNames: ['ev'],
      namespaced: true,
      selectableFields: [
        'involvedObject.kind',
        'involvedObject.namespace',
        'involvedObject.name',
        'involvedObject.uid',
        'involvedObject.apiVersion',
        'involvedObject.resourceVersion',
        'involvedObject.fieldPath',
        'reason',
        'reportingComponent',
        'source',
        'type',
      ],
    },
    {
      ...core,
      kind: 'Node',
      plural: 'nodes',
      singular: 'node',
      shortNames: ['no'],
      namespaced: false,
      subresources: { status: true },
      selectableFields: ['spec.unschedulable'],
    },
  ];
}

const WORKLOAD_RESOURCES: readonly ResourceDefinition[] = [
  {
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    plural: 'deployments',
    singular: 'deployment',
    shortNames: ['deploy'],
    categories: ['all'],
    namespaced: true,
    subresources: { status: true, scale: REPLICAS_SCALE },
    shape: DEPLOYMENT_SHAPE,
    complete: completeDeployment,
    validate: validateDeployment,
  },
  {
    group: 'apps',
    version: 'v1',
    kind: 'ReplicaSet',
    plural: 'replicasets',
    singular: 'replicaset',
    shortNames: ['rs'],
    categories: ['all'],
    namespaced: true,
    subresources: { status: true, scale: REPLICAS_SCALE },
    selectableFields: ['status.replicas'],
    shape: REPLICA_SET_SHAPE,
    complete: completeReplicaSet,
    validate: validateReplicaSet,
  },
  {
    group: 'batch',
    version: 'v1',
    kind: 'Job',
    plural: 'jobs',
    singular: 'job',
    categories: ['all'],
    namespaced: true,
    subresources: { status: true },
    selectableFields: ['status.successful'],
    shape: JOB_SHAPE,
    complete: completeJob,
    validate: validateJob,
  },
  {
    group: 'discovery.k8s.io',
    version: 'v1',
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    singular: 'endpointslice',
    namespaced: true,
  },
];

/** Every kind the API serves by itself. */
export function builtInResources(context: BuiltInContext): readonly ResourceDefinition[] {
  return [...coreResources(context), ...WORKLOAD_RESOURCES, ...STORED_RESOURCES, ...RESOURCES_NOT_RUN].map(
    (definition) => ({
      ...definition,
      mergesLists: true,
    }),
  );
}
