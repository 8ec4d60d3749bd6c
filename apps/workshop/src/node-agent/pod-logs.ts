import path from 'node:path';

/** The log of one run of a container: as on a cluster's node, one file per restart. */
export function containerLogFile(
  logsDirectory: string,
  ref: { readonly namespace: string; readonly pod: string; readonly container: string },
  restartCount: number,
): string {
  return path.join(
    logsDirectory,
    'pods',
    `${ref.namespace}_${ref.pod}`,
    ref.container,
    `${restartCount}.log`,
  );
}
