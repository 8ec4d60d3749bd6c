import type { CSSProperties } from 'react';
import type { Answer } from '../answers/answer.ts';
import { type Share, sharesOf } from '../answers/share.ts';
import { paintOf } from './paint.ts';

/** How often each color was told, and how often none. */
export function ShareList({ answers }: { readonly answers: readonly Answer[] }) {
  return (
    <section className="shares" aria-labelledby="shares-title">
      <h2 className="panel__title" id="shares-title">
        Shares <span className="panel__note">of the last {answers.length} answers</span>
      </h2>
      <ul className="shares__list">
        {sharesOf(answers).map((share) => (
          <ShareRow key={share.color ?? ''} share={share} />
        ))}
      </ul>
    </section>
  );
}

function ShareRow({ share: { color, count, percent } }: { readonly share: Share }) {
  const paint = color === undefined ? undefined : paintOf(color);
  const bar: CSSProperties = { inlineSize: `${percent}%`, ...(paint && { background: paint.background }) };
  return (
    <li className="share">
      <span className="share__name">{color ?? 'no answer'}</span>
      <span className="share__percent">{Math.round(percent)} %</span>
      <span className="share__count">{count}</span>
      <span className="share__track" aria-hidden="true">
        <span className={paint === undefined ? 'share__bar share__bar--none' : 'share__bar'} style={bar} />
      </span>
    </li>
  );
}
