import { type Answer, isColor } from '../answers/answer.ts';

/** As in the strip above it. */
const SHOWN = 60;
const HEIGHT = 40;

/** The latency of the last answers as a line; it breaks where there was no answer. */
export function LatencyLine({ answers }: { readonly answers: readonly Answer[] }) {
  const shown = answers.slice(-SHOWN);
  const highest = Math.max(1, ...shown.filter(isColor).map(({ latencyMs }) => latencyMs));
  const offset = SHOWN - shown.length;
  let isPenDown = false;
  const path = shown.map((answer, index) => {
    if (!isColor(answer)) {
      isPenDown = false;
      return '';
    }
    const command = isPenDown ? 'L' : 'M';
    isPenDown = true;
    return `${command}${offset + index} ${(HEIGHT - 2 - (answer.latencyMs / highest) * (HEIGHT - 4)).toFixed(1)}`;
  });
  return (
    <svg
      className="latency__line"
      viewBox={`0 0 ${SHOWN - 1} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path.join('')} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
