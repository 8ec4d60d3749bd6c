import type { ObjectMeta } from '../kubernetes-client/watch-objects.ts';

/** What is read of a Service. */
export interface ServiceObject {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly type?: string;
    /** `None`: headless, its name leads to the pods themselves. */
    readonly clusterIP?: string;
    /** Of type ExternalName: the host that it is another name for. */
    readonly externalName?: string;
    readonly selector?: Readonly<Record<string, string>> | null;
    readonly ports?: readonly ServicePort[];
  };
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: string;
  readonly port: number;
  /** A number, or the name of a container port. */
  readonly targetPort?: number | string;
  readonly nodePort?: number;
}

/** What is read of an EndpointSlice (`discovery.k8s.io/v1`). Its ports are those of the pods. */
export interface EndpointSliceObject {
  readonly metadata?: ObjectMeta;
  readonly addressType?: string;
  readonly endpoints?:
    | readonly {
        readonly addresses?: readonly string[];
        /** An absent `ready` means ready. */
        readonly conditions?: { readonly ready?: boolean | null } | null;
        readonly targetRef?: {
          readonly kind?: string;
          readonly namespace?: string;
          readonly name?: string;
        } | null;
      }[]
    | null;
  readonly ports?: readonly SlicePort[] | null;
}

export interface SlicePort {
  readonly name?: string | null;
  readonly protocol?: string | null;
  readonly port?: number | null;
}

/** What is read of a Pod, beside what decides whose it is. */
export interface PodObject {
  readonly metadata?: ObjectMeta & {
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly containers?: readonly PodContainer[];
    readonly initContainers?: readonly PodContainer[];
  };
  readonly status?: {
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip?: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

export interface PodContainer {
  readonly ports?: readonly { readonly containerPort: number; readonly protocol?: string }[];
}
