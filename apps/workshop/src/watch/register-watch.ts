import { type Command, InvalidArgumentError } from 'commander';
import { watchUrl } from './watch-url.ts';

interface WatchFlags {
  readonly interval?: number;
  readonly count?: number;
  readonly for?: number;
}

/** Quick enough to see a canary's share settle, slow enough to be no load. */
const DEFAULT_INTERVAL_MS = 200;

/** Adds `watch <url>` to the program. */
export function registerWatch(program: Command): void {
  program
    .command('watch')
    .summary('request an address in a loop and show the versions that answer')
    .description(
      'Requests an address in a loop and shows the live share of each version it answers with, errors, latency and the last response.\n' +
        'Redraws in place on a terminal, prints a line a second elsewhere. Ctrl-C prints the totals.',
    )
    .argument('<url>', 'any http or https URL, for example the output of: ./workshop url order', readUrl)
    .option('-i, --interval <duration>', 'time between two requests (default: 200ms)', readDuration)
    .option('-n, --count <requests>', 'stop after so many requests', readCount)
    .option('--for <duration>', 'stop after so long (30s, 2m)', readDuration)
    .addHelpText(
      'after',
      `
Examples:
  ./workshop watch "$(./workshop url order)"
  ./workshop watch "$(./workshop url order)" --interval 1s --for 5m

Exit codes: 0 watched, 1 not one request was answered well, 2 wrong usage.`,
    )
    .action(async (url: URL, flags: WatchFlags) => {
      const interrupt = new AbortController();
      const onSignal = () => interrupt.abort();
      process.once('SIGINT', onSignal);
      process.once('SIGTERM', onSignal);
      try {
        const options = {
          intervalMs: flags.interval ?? DEFAULT_INTERVAL_MS,
          ...(flags.count === undefined ? {} : { count: flags.count }),
          ...(flags.for === undefined ? {} : { forMs: flags.for }),
        };
        const total = await watchUrl(url, options, process.stdout, interrupt.signal);
        if (total.requests > 0 && total.errors === total.requests) process.exitCode = 1;
      } finally {
        process.off('SIGINT', onSignal);
        process.off('SIGTERM', onSignal);
      }
    });
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new InvalidArgumentError('Give a URL that begins with http:// or https://.');
  }
  return url;
}

function readDuration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) {
    throw new InvalidArgumentError(
      'Give a duration above zero such as 200ms, 1s or 2m; a bare number is seconds.',
    );
  }
  return milliseconds;
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('Give a whole number, 1 or more.');
  return count;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds of `500ms`, `1.5s`, `2m` or a bare number of seconds, as `watch -n` takes it; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text.trim());
  if (match === null) return undefined;
  const milliseconds = Number(match[1]) * (UNIT_MS[match[2] ?? 's'] ?? 1000);
  return milliseconds > 0 ? milliseconds : undefined;
}
