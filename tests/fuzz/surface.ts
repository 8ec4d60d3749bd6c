import type { Random } from './random.ts';
import type { Target } from './target.ts';

/** One input, and how it went. */
export interface Outcome {
  /** What was sent, to be shown when something is wrong. */
  readonly input: Buffer | string;
  /** How it was answered, in a word, to be counted. */
  readonly answer: string;
  /** What must not be. */
  readonly violation?: string;
}

/** What a stranger can send something to. */
export interface Surface {
  readonly name: string;
  /** How many inputs are under way at once. */
  readonly concurrency: number;
  start(): Promise<RunningSurface>;
}

/** A surface whose program runs. */
interface RunningSurface {
  readonly target: Target;
  /** Sends the input that these choices make. */
  send(random: Random, index: number): Promise<Outcome>;
  /** Takes away what inputs have made on purpose, such as objects, so that only what was forgotten is left to be counted. */
  settle(): Promise<void>;
  end(): Promise<void>;
}
