import type { BoundProbe } from './run-container.ts';

/** Everything needed to start a container's process and to watch it. */
export interface ContainerLaunch {
  readonly command: string;
  readonly args: readonly string[];
  /** complete: nothing is inherited */
  readonly env: NodeJS.ProcessEnv;
  readonly startupProbe?: BoundProbe;
  readonly readinessProbe?: BoundProbe;
  readonly livenessProbe?: BoundProbe;
  /** milliseconds the process has after a liveness failure */
  readonly stopGraceMs: number;
}
