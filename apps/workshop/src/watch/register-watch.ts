import { type Command, InvalidArgumentError } from 'commander';
import { parseDuration } from './parse-duration.ts';
import { watchUrl } from './watch-url.ts';

interface WatchFlags {
  readonly interval: number;
  readonly count?: number;
  readonly for?: number;
}

/** Adds `watch <url>` to the program. */
export function registerWatch(program: Command): void {
  program
    .command('watch')
    .description('request a URL in a loop and show the live share of each version it answers with')
    .argument('<url>', 'any http or https URL, for example the output of: ./workshop url order', readUrl)
    .option('-i, --interval <duration>', 'time between two requests (200ms, 1s)', readDuration, 200)
    .option('-n, --count <requests>', 'stop after so many requests', readCount)
    .option('--for <duration>', 'stop after so long (30s, 2m)', readDuration)
    .action(async (url: URL, flags: WatchFlags) => {
      const interrupt = new AbortController();
      const onSignal = () => interrupt.abort();
      process.once('SIGINT', onSignal);
      process.once('SIGTERM', onSignal);
      try {
        const options = {
          intervalMs: flags.interval,
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
