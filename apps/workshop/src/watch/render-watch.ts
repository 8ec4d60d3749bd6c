import { formatBusyness } from '../load/busyness.ts';
import type { LastExchange, Share, WatchSummary } from './watch-statistics.ts';

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

/** The screen's size, in characters. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

const BAR_WIDTH = 30;

/** The live picture, one string a line, none wider than the screen and no more than fit on it. */
export function renderScreen(view: WatchView, size: ScreenSize): readonly string[] {
  const lines = [
    `${view.url}   ${formatElapsed(view.elapsedMs)}`,
    `${formatCounts(view.total)}   last ${view.recentSeconds} s: ${formatLatencies(view.recent)}`,
    '',
    ...renderShares(view),
    '',
    ...renderLast(view.last),
  ];
  // Room for the cursor's own line: a picture as tall as the screen would scroll it.
  return lines.slice(0, Math.max(1, size.rows - 1)).map((line) => line.slice(0, size.columns));
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

function renderShares(view: WatchView): readonly string[] {
  const labels = [...view.total.shares.keys()];
  const labelWidth = Math.max(0, ...labels.map((label) => label.length));
  const values = [...view.total.shares.values()].flat().map((share) => share.value.length);
  const valueWidth = Math.max(0, ...values);
  const lines: string[] = [];
  for (const [label, everSeen] of view.total.shares) {
    const recent = view.recent.shares.get(label) ?? [];
    for (const [index, { value, count }] of everSeen.entries()) {
      // A version that has gone stays on the screen with 0 %: that it has gone is what one is watching for.
      const percent = recent.find((share) => share.value === value)?.percent ?? 0;
      lines.push(
        [
          (index === 0 ? label : '').padEnd(labelWidth),
          value.padEnd(valueWidth),
          `${percent.toFixed(1).padStart(5)} %`,
          '█'.repeat(Math.round((percent / 100) * BAR_WIDTH)).padEnd(BAR_WIDTH),
          `${count} in all`,
        ].join('  '),
      );
    }
  }
  return lines.length > 0 ? lines : ['no answer has shown a version yet'];
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
