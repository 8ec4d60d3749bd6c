import { type ChartValue, leavesOf } from './read-values.ts';

const TABLE = /^\| value \| default \| what it does \|\n(?:\|.*\n)*/m;

/** A chart's README with the table of its values; undefined when it has no place for it. */
export function withValuesTable(readme: string, values: readonly ChartValue[]): string | undefined {
  if (!TABLE.test(readme)) return undefined;
  const rows = leavesOf(values).map(
    (leaf) =>
      `| \`${leaf.path}\` | \`${leaf.default === '' ? '""' : leaf.default}\` | ${cell(leaf.comment)} |\n`,
  );
  const table = ['| value | default | what it does |\n', '|---|---|---|\n', ...rows].join('');
  return readme.replace(TABLE, () => table);
}

/** What stands between <> would be taken for HTML, and a bar for the end of the cell. */
function cell(comment: string): string {
  return comment.replaceAll('|', '\\|').replaceAll(/[\w/:=-]*<\w+>(?:[\w/:=-]|<\w+>)*/g, '`$&`');
}
