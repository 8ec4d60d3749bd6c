/** Milliseconds as people read them: `12 ms`, `0.4 ms`, `1.5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds >= 1_000) return `${trim(milliseconds / 1_000)} s`;
  return milliseconds < 1 ? `${trim(milliseconds)} ms` : `${Math.round(milliseconds)} ms`;
}

function trim(number: number): string {
  return number.toFixed(1).replace(/\.0$/, '');
}
