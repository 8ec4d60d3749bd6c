import type { KubernetesObject } from '../objects/kubernetes-object.ts';

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

/** One violation found in an object: `path` as in `spec.ports[0].port`, the value, what is allowed. */
export interface FieldProblem {
  readonly reason: 'Invalid' | 'Required' | 'Duplicate' | 'NotSupported' | 'Forbidden';
  readonly path: string;
  readonly message: string;
  readonly value?: unknown;
}

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
  /** Fills defaults; gets the object before validation, on create and on update. Must return JSON. */
  readonly complete?: (object: KubernetesObject, previous: KubernetesObject | undefined) => KubernetesObject;
  /** Everything wrong with the object; the write is refused with all of it. */
  readonly validate?: (
    object: KubernetesObject,
    previous: KubernetesObject | undefined,
  ) => readonly FieldProblem[];
  /** Said as a warning when such an object is created: the kind is stored and shown, nothing acts on it. */
  readonly noEffect?: string;
}
