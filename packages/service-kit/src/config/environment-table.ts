import { describeDefault, type Variable } from './variable.ts';

/**
 * The Markdown table of a set of variables. A service's README contains it, and a test holds the
 * two together, so that what is documented is what is read.
 */
export function environmentTable(variables: Readonly<Record<string, Variable<unknown>>>): string {
  const rows = Object.values(variables).map((variable) => {
    const names = [variable.name, variable.alias].filter((name) => name !== undefined);
    const unset = describeDefault(variable);
    const code = names.map((name) => `\`${name}\``).join(', ');
    const cells = [code, variable.about, variable.allowed, unset === 'none' ? unset : `\`${unset}\``];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| variable | decides | allowed | unset |', '| - | - | - | - |', ...rows].join('\n');
}
