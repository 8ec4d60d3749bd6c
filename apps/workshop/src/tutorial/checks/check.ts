import type { AnswerForm } from '../../load/judge-answer.ts';
import type { Load } from '../../load/start-load.ts';
import type { Measurement } from '../compare-shares.ts';
import type { AdminReader } from '../readers/admin-reader.ts';
import type { AppMeshReader } from '../readers/app-mesh-reader.ts';
import type { Kubectl } from '../readers/kubectl.ts';

/** Where a check looks. Everything is looked at from outside: the load balancer, the APIs, kubectl. */
export interface CheckContext {
  readonly meshName: string;
  readonly namespace: string;
  /** What a good answer of the load balancer looks like. */
  readonly answer: AnswerForm;
  /** The load balancer; rejects while it has no address. */
  loadBalancer(): Promise<URL>;
  readonly appMesh: AppMeshReader;
  readonly admin: AdminReader;
  readonly kubectl: Kubectl;
  /** What the step has printed. */
  readonly output: string;
  /** Epoch milliseconds. */
  readonly stepStartedAt: number;
  /** The background load, while it runs. */
  readonly load: Load | undefined;
  /** The directory with one log file per process. */
  readonly logs: string;
  readonly signal: AbortSignal;
  /** Tells a person how far a look that takes long has come. */
  progress(text: string): void;
}

/** What one look found. */
export interface Look {
  readonly passed: boolean;
  readonly expected: string;
  readonly seen: string;
  /** Looking again cannot mend it: a request that was lost stays lost. */
  readonly final?: boolean;
  /** Shares that were measured on the way, for the summary. */
  readonly measurement?: Measurement;
}

/**
 * How long a state may take that comes by itself once everything has been told (milliseconds). No promise of speed, but the time after which it is not
 * coming any more, also on a machine that is busy with something else.
 */
export const SETTLES_WITHIN_MS = 90_000;

/** Something that must hold after a step. */
export interface Check {
  readonly title: string;
  /** How long it may take to become true, in milliseconds; 0: it must hold at once. */
  readonly withinMs: number;
  /** What to look at when it does not hold: names of files in the log directory, or commands. */
  readonly lookAt: readonly string[];
  look(context: CheckContext): Promise<Look>;
}
