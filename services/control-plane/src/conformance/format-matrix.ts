import { type Cell, CLI_OUTCOME } from './run-conformance.ts';

const MARKS = { passed: '+', impossible: '-', failed: 'X' } as const;

/** The matrix of operations and outcomes for a terminal. The last line says how many operations have no outcome that failed. */
export function formatMatrix(cells: readonly Cell[]): string {
  const operations = [...new Set(cells.map(({ operation }) => operation))].sort();
  const errors = new Set(cells.map(({ outcome }) => outcome));
  const outcomes = ['success', CLI_OUTCOME, ...[...errors].sort()].filter(
    (outcome, index, all) => errors.has(outcome) && all.indexOf(outcome) === index,
  );
  const at = new Map(cells.map((cell) => [`${cell.operation} ${cell.outcome}`, cell]));
  const titles = outcomes.map((outcome) => outcome.replace(/Exception$/, ''));
  const width = Math.max(...operations.map((operation) => operation.length));
  const rows = operations.map((operation) => {
    const marks = outcomes.map((outcome, index) => {
      const cell = at.get(`${operation} ${outcome}`);
      return (cell ? MARKS[cell.result] : ' ').padEnd(titles[index]?.length ?? 0);
    });
    return `${operation.padEnd(width)}  ${marks.join('  ')}`.trimEnd();
  });
  const whole = operations.filter((operation) =>
    cells.every((cell) => cell.operation !== operation || cell.result !== 'failed'),
  );
  return [
    `${''.padEnd(width)}  ${titles.join('  ')}`,
    ...rows,
    '',
    `${MARKS.passed} as declared   ${MARKS.impossible} declared, but no client can cause it   ${MARKS.failed} failed   (empty: not declared)`,
    ...reasons(cells, 'impossible'),
    ...reasons(cells, 'failed'),
    '',
    `${whole.length} of ${operations.length}`,
  ].join('\n');
}

/** Each reason once, with whom it is about. */
function reasons(cells: readonly Cell[], result: Cell['result']): readonly string[] {
  const grouped = new Map<string, string[]>();
  for (const cell of cells.filter((it) => it.result === result)) {
    const about = `${MARKS[result]} ${cell.outcome}, ${cell.reason}`;
    grouped.set(about, [...(grouped.get(about) ?? []), cell.operation]);
  }
  return [...grouped].map(([about, operations]) => `${about}: ${operations.join(', ')}`);
}
