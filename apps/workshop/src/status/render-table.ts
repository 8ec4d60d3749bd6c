import { stripVTControlCharacters } from 'node:util';

/** Columns two spaces apart, indented by two; colours do not count. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '  none';
  const width = (cell: string) => stripVTControlCharacters(cell).length;
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => width(row[column] ?? ''))),
  );
  return [header, ...rows]
    .map((row) =>
      `  ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('  ')}`.trimEnd(),
    )
    .join('\n');
}
