/** What came out of one test. */
export interface TestOutcome {
  /** relative to the checkout */
  readonly file: string;
  /** describe blocks and title, joined by " > " */
  readonly test: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** why it was skipped, if it said so */
  readonly reason?: string;
}

/** The line that ends `./workshop test`; others read it. */
export function formatTotals(outcomes: readonly TestOutcome[]): string {
  const count = (state: TestOutcome['state']) => outcomes.filter((it) => it.state === state).length;
  return `Tests: ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/** Skipped tests for people: each reason once, with its tests below. */
export function formatSkipped(outcomes: readonly TestOutcome[]): string {
  const byReason = new Map<string, string[]>();
  for (const { state, reason = 'no reason given', file, test } of outcomes) {
    if (state !== 'skipped') continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), `    ${file} > ${test}\n`]);
  }
  return [...byReason].map(([reason, tests]) => `  ${reason}\n${tests.join('')}`).join('');
}

/** The entries of .ci/allowed-skips: `<file> > <test>`, one a line; # begins a comment; a final * stands for any end. */
export function parseAllowedSkips(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^#.*|\s#.*/, '').trim())
    .filter((line) => line !== '');
}

/** The skipped tests that no entry allows. */
export function findForbiddenSkips(
  outcomes: readonly TestOutcome[],
  allowed: readonly string[],
): readonly TestOutcome[] {
  const matches = (name: string, entry: string) =>
    entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry;
  return outcomes.filter(
    ({ state, file, test }) =>
      state === 'skipped' && !allowed.some((entry) => matches(`${file} > ${test}`, entry)),
  );
}
