import { gte } from 'semver';

/**
 * The first dotted number of three parts in a tool's version output, e.g. 1.34.5; undefined when there is none. Not `coerce` of semver, which takes the
 * first number it meets: Envoy prints a commit hash before its version.
 */
export function parseVersion(output: string): string | undefined {
  return /(?<![\d.])(\d+\.\d+\.\d+)/.exec(output)?.[1];
}

/** Whether `version` is `minimum` or newer; both as `parseVersion` finds them. */
export function isAtLeast(version: string, minimum: string): boolean {
  // Loose: a distribution may write 2024.01.05.
  return gte(version, minimum, { loose: true });
}
