import type { CSSProperties } from 'react';
import { type Answer, isColor } from '../answers/answer.ts';
import { describeAnswer } from './describe-answer.ts';
import { formatDuration } from './duration.ts';
import { paintOf } from './paint.ts';
import { Spoken } from './spoken.tsx';

interface BannerProps {
  /** The last answer; undefined: none yet. */
  readonly answer: Answer | undefined;
  /** The client's version; undefined: not known yet. */
  readonly version: string | undefined;
  /** The wait before the next question, in milliseconds; undefined: there is none. */
  readonly waitMs: number | undefined;
}

/** The last answer as large as the page: the color, or in words why there is none. */
export function Banner({ answer, version, waitMs }: BannerProps) {
  const paint = answer !== undefined && isColor(answer) ? paintOf(answer.color) : undefined;
  const { name, explanation } = describeAnswer(answer);
  const style: CSSProperties = paint === undefined ? {} : { background: paint.background, color: paint.ink };
  return (
    <header className={paint === undefined ? 'banner banner--unpainted' : 'banner'} style={style}>
      <div className="banner__top">
        <h1 className="banner__title">color teller</h1>
        <p className="banner__version">{version === undefined ? 'client' : `client ${version}`}</p>
      </div>
      <div className="banner__answer">
        <p className="banner__name" style={{ '--letters': name.length } as CSSProperties}>
          {name}
        </p>
        <p className="banner__detail">
          {explanation ?? (answer && `answered in ${formatDuration(answer.latencyMs)}`)}
          {answer !== undefined && !isColor(answer) && waitMs !== undefined && (
            <span className="banner__wait"> Asked again after {formatDuration(waitMs)}.</span>
          )}
        </p>
      </div>
      <Spoken text={explanation === undefined ? `The color is ${name}.` : `${name}: ${explanation}`} />
    </header>
  );
}
