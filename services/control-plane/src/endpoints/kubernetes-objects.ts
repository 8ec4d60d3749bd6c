import type { ObjectMeta } from '../kubernetes-client/watch-objects.ts';

/** What is read of a Service. */
export interface ServiceObject {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly type?: string;
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
      }[]
    | null;
  readonly ports?: readonly { readonly name?: string | null; readonly port?: number | null }[] | null;
}

/** What is read of a Pod, beside what decides whose it is. */
export interface PodObject {
  readonly metadata?: ObjectMeta & {
    readonly deletionTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip?: string }[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}
