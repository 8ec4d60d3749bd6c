/** Who an object belongs to; the garbage collector follows it. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** `metadata` as the store keeps it. The members the server sets are always there on objects read from the store. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly uid: string;
  /** Decimal number as text, growing with each write to the store. */
  readonly resourceVersion: string;
  /** Grows with each change of anything but metadata and status. */
  readonly generation: number;
  /** RFC 3339, whole seconds. */
  readonly creationTimestamp: string;
  /** RFC 3339; present while the object waits for its deletion to finish. */
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
}

/** Any object of the API. Objects read from the store are frozen: change a copy and write it back. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [member: string]: unknown;
}

/** An object as it is handed in: the server fills the rest of its metadata. Either `name` or `generateName` is needed. */
export type NewObject<T extends KubernetesObject = KubernetesObject> = {
  // Not Omit: it would forget the named members of a type that has an index signature too.
  readonly [Member in keyof T as Member extends 'metadata' ? never : Member]: T[Member];
} & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Partial<ObjectMeta>;
};

/** Names a kind by API group ('' is the core group) and plural; the type parameter is the shape of its objects. */
export interface KindRef<T extends KubernetesObject = KubernetesObject> {
  readonly group: string;
  readonly plural: string;
  /** Never present: carries the type of the kind's objects. */
  readonly objectType?: T;
}

/** A status condition; times are RFC 3339. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
  readonly lastProbeTime?: string | null;
  readonly observedGeneration?: number;
}
