import type { AnswerForm } from '../load/judge-answer.ts';
import type { Check } from './checks/check.ts';
import type { TutorialRoute } from './tutorial-route.ts';

/** A tutorial as data: its scripts are the steps, and this says what must hold after each of them. */
export interface Tutorial {
  readonly name: string;
  readonly meshName: string;
  readonly namespace: string;
  /** The Service of type LoadBalancer that everything is looked at through. */
  readonly loadBalancerService: string;
  /** What is asked for there; absent: `/`. */
  readonly path?: string;
  /** What a good answer of the load balancer looks like. */
  readonly answer: AnswerForm;
  readonly routes: readonly TutorialRoute[];
  /** The background load begins after this step. */
  readonly loadAfter: string;
  /** The background load ends with this step, as those after it make requests fail on purpose; absent: before the clean-up. */
  readonly loadUntil?: string;
  /** What must hold after each teaching step, by the script's file name. */
  readonly checks: Readonly<Record<string, readonly Check[]>>;
  /** What must hold after the last clean-up step. */
  readonly afterCleanUp: readonly Check[];
  /** How to go on by hand, once the last teaching step is done; what all tutorials have, such as the clean-up, is said without it. */
  readonly goOn: readonly string[];
}
