/** The first dotted number of three parts in a tool's version output, e.g. 1.34.5; undefined when there is none. */
export function parseVersion(output: string): string | undefined {
  return /(?<![\d.])(\d+\.\d+\.\d+)/.exec(output)?.[1];
}

/** Whether `version` is `minimum` or newer; both dotted numbers. */
export function isAtLeast(version: string, minimum: string): boolean {
  const wanted = minimum.split('.').map(Number);
  const parts = version.split('.').map(Number);
  for (let index = 0; index < wanted.length; index += 1) {
    const difference = (parts[index] ?? 0) - (wanted[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
