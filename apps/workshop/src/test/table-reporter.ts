import type { Reporter, TestCase } from 'vitest/node';

const VERDICTS = { passed: 'ok', failed: 'FAILED', skipped: 'skipped', pending: 'FAILED' } as const;

/** Prints one line for each test as it ends, its verdict first, and how many of them hold; the errors of those that do not. */
export class TableReporter implements Reporter {
  readonly #states: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    this.#states.push(result.state);
    const note = result.state === 'skipped' && result.note !== undefined ? ` (${result.note})` : '';
    process.stdout.write(`${VERDICTS[result.state].padEnd(8)}${test.fullName}${note}\n`);
    for (const error of result.errors ?? [])
      process.stdout.write(`        ${error.stack ?? error.message}\n`);
  }

  onTestRunEnd(): void {
    const passed = this.#states.filter((it) => it === 'passed').length;
    process.stdout.write(`${passed} of ${this.#states.length}\n`);
  }
}

// biome-ignore lint/style/noDefaultExport: Vitest loads a reporter by its default export.
export default TableReporter;
