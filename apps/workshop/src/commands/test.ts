import type { Command } from 'commander';
import { untilInterrupted } from '../processes/until-interrupted.ts';
import { runChecks } from '../test/run-checks.ts';

/** Adds `test`. */
export function registerTest(program: Command): void {
  program
    .command('test')
    .summary('run all checks and tests')
    .description(
      'Gets the tools, then runs lint, types, dead code and all tests, and ends with the skipped tests and their reasons and a line of totals.\n' +
        'It has its own ports and state: an environment that is up goes on undisturbed.',
    )
    .argument(
      '[filters...]',
      'only the test files whose path contains one of these, without the other checks',
    )
    .option('--table', 'one line a test with its verdict; a skipped test is a failure')
    .addHelpText(
      'after',
      `
Examples:
  ./workshop test
  ./workshop test packages/xds
  ./workshop test --table packages/envoy/src/conformance

With CI=true a skipped test that .ci/allowed-skips does not list is a failure.
Exit codes: 0 everything is fine, 1 something failed, 2 wrong usage, 130 interrupted.`,
    )
    .action(async (filters: string[], { table = false }: { table?: boolean }) => {
      const skips = table ? 'none' : process.env.CI === 'true' ? 'listed' : 'any';
      await untilInterrupted(
        async (signal) => {
          const fine = await runChecks({ filters, table, skips, environment: process.env, signal });
          process.exitCode = fine ? 0 : 1;
        },
        () => {
          process.stderr.write('What the tests had started is stopped.\n');
        },
      );
    });
}
