import type { JsonObject } from '@mesh-workshop/json';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Shape } from './shape.ts';

/** A column of `kubectl get` read from the object by a JSON path, as in a CustomResourceDefinition. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** e.g. `.status.conditions[?(@.type=="Ready")].status`; dates are shown as an age. */
  readonly jsonPath: string;
  /** 0 always, 1 only with `-o wide`. */
  readonly priority?: number;
  readonly description?: string;
}

/**
 * One violation found in an object: `path` as in `spec.ports[0].port`, the value, what is allowed. Kubernetes' own form, a cause in the details of a
 * `Status` with Kubernetes' reasons, and so not App Mesh's `Problem`.
 */
export interface FieldProblem {
  readonly reason: 'Invalid' | 'Required' | 'Duplicate' | 'NotSupported' | 'Forbidden';
  readonly path: string;
  readonly message: string;
  readonly value?: unknown;
}

/** Where workloads have their number of pods. */
export const REPLICAS_SCALE = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.spec.selector',
};

/** A kind the API serves. */
export interface ResourceDefinition {
  /** '' is the core group. */
  readonly group: string;
  /** The version objects are stored in. */
  readonly version: string;
  /** Further versions served; objects are only relabelled, not converted. */
  readonly servedVersions?: readonly string[];
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  /** e.g. `all` */
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  readonly subresources?: {
    readonly status?: boolean;
    readonly scale?: {
      /** e.g. `.spec.replicas` */
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      /** Path of a selector as text or LabelSelector. */
      readonly labelSelectorPath?: string;
    };
  };
  readonly printerColumns?: readonly PrinterColumn[];
  /** Fields beside metadata.name and metadata.namespace that field selectors may name. */
  readonly selectableFields?: readonly string[];
  /** The members objects may have: a wrong type is refused, an unknown member as the client's fieldValidation says. Absent: anything. */
  readonly shape?: Shape;
  /** OpenAPI 3 schema for clients (`kubectl explain`), as a CustomResourceDefinition has it; nothing is judged by it. Absent: made from `shape`. */
  readonly schema?: JsonObject;
  /** Whether well-known lists (containers, env, ports, ...) are merged item by item, as in built-in kinds; else they are replaced. */
  readonly mergesLists?: boolean;
  /** Fills defaults, on create, on update and when the object is marked as deleted. The object fits `shape`. */
  readonly complete?: (object: KubernetesObject, previous: KubernetesObject | undefined) => KubernetesObject;
  /** Everything wrong with the object; the write is refused with all of it. */
  readonly validate?: (
    object: KubernetesObject,
    previous: KubernetesObject | undefined,
  ) => readonly FieldProblem[];
  /** Seconds the deletion has to wait for whoever runs the object; 0 (the default) removes it at once. */
  readonly deletionGraceSeconds?: (object: KubernetesObject) => number;
  /** Whether something beside its finalizers still keeps a deleted object. */
  readonly blocksDeletion?: (object: KubernetesObject) => boolean;
  /** What to use instead: none is ever created, as nothing here runs the kind. */
  readonly notRun?: string;
  /** Said as a warning when such an object is created: the kind is stored and shown, nothing acts on it. */
  readonly noEffect?: string;
}
