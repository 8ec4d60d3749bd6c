import type { KubernetesObject } from '../objects/kubernetes-object.ts';

/** A cell of a table. */
export type Cell = string | number | boolean | null;

/** One column of `kubectl get`. */
export interface Column<T extends KubernetesObject> {
  readonly name: string;
  /** Default string. */
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** Shown with `-o wide` only. */
  readonly wide?: boolean;
  readonly description?: string;
  readonly cell: (object: T, nowMs: number) => Cell;
}
