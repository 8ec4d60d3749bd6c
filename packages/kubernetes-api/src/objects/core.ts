import type { Condition, KubernetesObject } from './kubernetes-object.ts';

/** A namespace; its deletion deletes everything in it first. */
export interface Namespace extends KubernetesObject {
  readonly kind: 'Namespace';
  readonly spec?: { readonly finalizers?: readonly string[] };
  readonly status?: {
    readonly phase?: 'Active' | 'Terminating';
    /** What keeps it, while it is Terminating. */
    readonly conditions?: readonly Condition[];
  };
}

/** Plain configuration; `binaryData` is base64. */
export interface ConfigMap extends KubernetesObject {
  readonly kind: 'ConfigMap';
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

/** Configuration not to be shown; `data` is base64. */
export interface Secret extends KubernetesObject {
  readonly kind: 'Secret';
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

/** Something that happened to another object; `kubectl describe` shows it. Times are RFC 3339. */
export interface KubernetesEvent extends KubernetesObject {
  readonly kind: 'Event';
  readonly involvedObject: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
    readonly fieldPath?: string;
  };
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly count?: number;
  readonly firstTimestamp?: string;
  readonly lastTimestamp?: string;
}

/** A machine that runs pods; the node agent writes its own. */
export interface Node extends KubernetesObject {
  readonly kind: 'Node';
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: Readonly<Record<string, string>>;
  };
}
