import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import type { TestOutcome } from './test-outcome.ts';

/** Where the outcomes are written. */
export const RESULTS_VARIABLE = 'WORKSHOP_TEST_RESULTS';

/** Writes what came out of every test. Vitest's own JSON reporter leaves out why a test was skipped. */
export class ResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env[RESULTS_VARIABLE];
    if (file === undefined) return;
    const outcomes = modules.flatMap((module): readonly TestOutcome[] => {
      const name = path.relative(process.cwd(), module.moduleId);
      const tests = [...module.children.allTests()].map((test): TestOutcome => {
        const result = test.result();
        const note = result.state === 'skipped' ? result.note : undefined;
        return {
          file: name,
          test: test.fullName,
          state: result.state === 'pending' ? 'failed' : result.state,
          ...(note === undefined ? {} : { reason: note }),
        };
      });
      // A file that cannot be loaded has no tests, but it is a failure.
      const broken = module.state() === 'failed' && !tests.some((it) => it.state === 'failed');
      return broken ? [...tests, { file: name, test: '(the file itself)', state: 'failed' }] : tests;
    });
    writeFileSync(file, JSON.stringify(outcomes));
  }
}

// biome-ignore lint/style/noDefaultExport: Vitest loads a reporter by its default export.
export default ResultsReporter;
