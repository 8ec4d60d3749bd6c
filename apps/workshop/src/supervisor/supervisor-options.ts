import type { FixedPorts } from '../ports/plan-ports.ts';

/** What `up` tells the supervisor: the JSON in its one argument. */
export interface SupervisorOptions {
  readonly stateDirectory: string;
  readonly basePort: number;
  readonly ports: FixedPorts;
  readonly images: string;
  readonly tools: Readonly<Record<string, { readonly path: string; readonly version: string }>>;
}

/** What the supervisor tells `up` on file descriptor 3, one JSON object a line. */
export type SupervisorMessage =
  | { readonly type: 'progress'; readonly what: string; readonly afterMs: number }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string };

/** The descriptor of the progress pipe. */
export const PROGRESS_DESCRIPTOR = 3;
