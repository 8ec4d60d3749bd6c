import type { Check } from './check.ts';

/** The step printed these lines. */
export function printed(...lines: readonly string[]): Check {
  return {
    title: `the step printed ${lines.join(' and ')}`,
    withinMs: 0,
    lookAt: ['the output of the step above'],
    async look({ output }) {
      const printedLines = new Set(output.split('\n').map((line) => line.trim()));
      const missing = lines.filter((line) => !printedLines.has(line));
      return {
        passed: missing.length === 0,
        expected: lines.join(' and '),
        seen: missing.length === 0 ? 'all of them' : `not printed: ${missing.join(', ')}`,
      };
    },
  };
}

/** The step printed these words, wherever. */
export function mentioned(...words: readonly string[]): Check {
  return {
    title: `the step mentioned ${words.join(', ')}`,
    withinMs: 0,
    lookAt: ['the output of the step above'],
    async look({ output }) {
      const missing = words.filter((word) => !output.includes(word));
      return {
        passed: missing.length === 0,
        expected: words.join(', '),
        seen: missing.length === 0 ? 'all of them' : `not mentioned: ${missing.join(', ')}`,
      };
    },
  };
}
