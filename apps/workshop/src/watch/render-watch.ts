import { createColors } from 'picocolors';
import { formatBusyness } from '../load/busyness.ts';
import {
  GOOD,
  LATE,
  type LastExchange,
  NO_ANSWER,
  type Share,
  type WatchSummary,
} from './watch-statistics.ts';

/** What one picture of the screen is made of. */
export interface WatchView {
  readonly url: string;
  readonly elapsedMs: number;
  readonly recent: WatchSummary;
  /** The stretch `recent` covers, in seconds. */
  readonly recentSeconds: number;
  readonly total: WatchSummary;
  readonly last: LastExchange | undefined;
}

/** How errors and late answers stand out. */
type Colors = Pick<ReturnType<typeof createColors>, 'red' | 'yellow'>;

const NO_COLORS: Colors = createColors(false);

/** The screen's size, in characters. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

const WIDEST_BAR = 30;
const NARROWEST_BAR = 5;

/** The live picture, one string a line, none wider than the screen and no more than fit on it; what is too long goes on in the next line. */
export function renderScreen(
  view: WatchView,
  size: ScreenSize,
  colors: Colors = NO_COLORS,
): readonly string[] {
  const wrapped = (text: string, paint: (line: string) => string = String) =>
    wrap(text, size.columns).map((line) => paint(line));
  const lines = [
    ...wrapped(`${view.url}   ${formatElapsed(view.elapsedMs)}`),
    ...wrapped(formatCounts(view.total), view.total.errors > 0 ? colors.red : String),
    ...wrapped(`last ${view.recentSeconds} s: ${formatLatencies(view.recent)}`),
    '',
    ...renderShares(view, size.columns, colors),
    '',
    ...renderLast(view.last).flatMap((line) =>
      wrapped(line, view.last?.error === true ? colors.red : String),
    ),
  ];
  // Room for the cursor's own line: a picture as tall as the screen would scroll it.
  const room = Math.max(1, size.rows - 1);
  return lines.length <= room ? lines : [...lines.slice(0, room - 1), '...'.slice(0, size.columns)];
}

/** One second of requests on one line, for a log. */
export function renderLine(summary: WatchSummary, at: Date): string {
  const shares = [...summary.shares]
    .filter(([, values]) => values.length > 0)
    .map(([label, values]) => `${label} ${values.map(formatShare).join(', ')}`);
  const counts = [at.toTimeString().slice(0, 8), formatCounts(summary), formatLatencies(summary)];
  return [...counts, ...shares, ...formatLastError(summary)].join('   ');
}

/** The sums at the end. */
export function renderTotals(total: WatchSummary, elapsedMs: number): readonly string[] {
  return [
    `${formatCounts(total)} in ${formatElapsed(elapsedMs)}   ${formatLatencies(total)}`,
    ...formatLastError(total),
    ...[...total.shares].map(
      ([label, values]) =>
        `${label}: ${values.map((share) => `${formatShare(share)} (${share.count})`).join(', ')}`,
    ),
  ];
}

/** The outcomes first, once there is more than good ones, then the versions of each service. */
function renderShares(view: WatchView, columns: number, colors: Colors): readonly string[] {
  const onlyGood = view.total.outcomes.every(({ value }) => value === GOOD);
  const groups = [
    ...(onlyGood ? [] : [{ label: 'answers', everSeen: view.total.outcomes, recent: view.recent.outcomes }]),
    ...[...view.total.shares].map(([label, everSeen]) => ({
      label,
      everSeen,
      recent: view.recent.shares.get(label) ?? [],
    })),
  ];
  if (groups.length === 0) return ['no answer has shown a version yet'];
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));
  const labelWidth = widest(groups.map(({ label }) => label));
  const valueWidth = widest(groups.flatMap(({ everSeen }) => everSeen.map(({ value }) => value)));
  const counts = groups.flatMap(({ everSeen }) => everSeen.map(({ count }) => `${count} in all`));
  const barWidth = Math.min(WIDEST_BAR, columns - labelWidth - valueWidth - widest(counts) - 15);
  return groups.flatMap(({ label, everSeen, recent }) =>
    everSeen.map(({ value, count }, index) => {
      // A version that has gone stays on the screen with 0 %: that it has gone is what one is watching for.
      const percent = recent.find((share) => share.value === value)?.percent ?? 0;
      const line = [
        (index === 0 ? label : '').padEnd(labelWidth),
        value.padEnd(valueWidth),
        `${percent.toFixed(1).padStart(5)} %`,
        ...(barWidth < NARROWEST_BAR
          ? []
          : ['█'.repeat(Math.round((percent / 100) * barWidth)).padEnd(barWidth)]),
        `${count} in all`,
      ].join('  ');
      return paintOf(label, value, colors)(line.slice(0, columns));
    }),
  );
}

function paintOf(label: string, value: string, colors: Colors): (line: string) => string {
  if (value === LATE) return colors.yellow;
  const isError = label === 'answers' ? value !== GOOD : value === 'error' || value === NO_ANSWER;
  return isError ? colors.red : String;
}

/** Cut where it must be, before a word if there is one near; lines after the first are indented. */
function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const end = space > columns / 2 ? space : columns;
    lines.push(rest.slice(0, end));
    rest = `${columns > 20 ? '  ' : ''}${rest.slice(end).trimStart()}`;
  }
  return [...lines, rest];
}

function renderLast(last: LastExchange | undefined): readonly string[] {
  if (last === undefined) return ['waiting for the first answer'];
  const status = last.status === undefined ? 'no answer' : `status ${last.status}`;
  return [
    `last response: ${status}, ${formatMs(last.tookMs)}`,
    ...last.text.split('\n').map((line) => `  ${line}`),
  ];
}

function formatCounts(summary: WatchSummary): string {
  const { requests, errors, late } = summary;
  const counts = `${requests} request${requests === 1 ? '' : 's'}   ${errors} error${errors === 1 ? '' : 's'}`;
  return late.length === 0 ? counts : `${counts}   ${late.length} late (${formatBusyness(late)})`;
}

function formatLatencies(summary: WatchSummary): string {
  if (summary.p50Ms === undefined || summary.p99Ms === undefined) return 'p50 -   p99 -';
  return `p50 ${formatMs(summary.p50Ms)}   p99 ${formatMs(summary.p99Ms)}`;
}

function formatLastError(summary: WatchSummary): readonly string[] {
  return summary.lastError === undefined ? [] : [`last error: ${summary.lastError}`];
}

function formatShare(share: Share): string {
  return `${share.value} ${share.percent.toFixed(1)} %`;
}

function formatMs(milliseconds: number): string {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

function formatElapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
