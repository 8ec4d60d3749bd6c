import { type Answer, isColor } from '../answers/answer.ts';
import { sharesOf } from '../answers/share.ts';
import { paintOf } from './paint.ts';

/** As many as can be told apart on a phone. */
const SHOWN = 60;

/** The last answers as stripes, the newest at the right, where the banner is its continuation. No answer is a gap. */
export function AnswerStrip({ history }: { readonly history: readonly Answer[] }) {
  const shown = history.slice(-SHOWN);
  return (
    <div className="strip" role="img" aria-label={summarize(shown)}>
      {shown.map((answer) => (
        <Stripe key={answer.number} answer={answer} />
      ))}
    </div>
  );
}

function Stripe({ answer }: { readonly answer: Answer }) {
  if (!isColor(answer)) return <span className="strip__answer strip__answer--none" title={answer.reason} />;
  const paint = paintOf(answer.color);
  if (paint === undefined)
    return <span className="strip__answer strip__answer--unknown" title={answer.color} />;
  return <span className="strip__answer" title={answer.color} style={{ background: paint.background }} />;
}

function summarize(answers: readonly Answer[]): string {
  if (answers.length === 0) return 'The last answers: none yet';
  const counts = sharesOf(answers).map(({ color, count }) => `${count} ${color ?? 'no answer'}`);
  return `The last ${answers.length} answers: ${counts.join(', ')}`;
}
