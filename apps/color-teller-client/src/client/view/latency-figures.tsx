import type { Answer } from '../answers/answer.ts';
import { latencyOf } from '../answers/latency.ts';
import { formatDuration } from './duration.ts';
import { LatencyLine } from './latency-line.tsx';

/** How long the colors took to come. */
export function LatencyFigures({ answers }: { readonly answers: readonly Answer[] }) {
  const latency = latencyOf(answers);
  const figures = [
    ['last', latency?.last],
    ['median', latency?.median],
    ['95 of 100 within', latency?.p95],
  ] as const;
  return (
    <section className="latency" aria-labelledby="latency-title">
      <h2 className="panel__title" id="latency-title">
        Latency
      </h2>
      <dl className="latency__figures">
        {figures.map(([name, value]) => (
          <div className="figure" key={name}>
            <dt className="figure__name">{name}</dt>
            <dd className="figure__value">{value === undefined ? '-' : formatDuration(value)}</dd>
          </div>
        ))}
      </dl>
      <LatencyLine answers={answers} />
    </section>
  );
}
