import { type Answer, isColor } from '../answers/answer.ts';
import { paintOf } from './paint.ts';

/** An answer in words. */
export interface AnswerInWords {
  /** What stands in the banner. */
  readonly name: string;
  /** A sentence, when the name alone does not say it all. */
  readonly explanation: string | undefined;
}

/** Says in words what came of the last question; undefined: nothing was asked yet. */
export function describeAnswer(answer: Answer | undefined): AnswerInWords {
  if (answer === undefined) return { name: 'asking', explanation: 'No answer has come yet.' };
  if (!isColor(answer)) return { name: 'no answer', explanation: sentence(answer.reason) };
  const isShown = paintOf(answer.color) !== undefined;
  return {
    name: answer.color,
    explanation: isShown
      ? undefined
      : 'This is not a color name of CSS, so the page cannot show it. Try tomato or rebeccapurple.',
  };
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}
