/** Export lines that any POSIX shell evaluates to exactly these values. */
export function formatExports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('');
}

/** Inside single quotes everything stands for itself, but a single quote ends them. */
function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
