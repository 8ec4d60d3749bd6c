import type { Command } from 'commander';
import { resolveBasePort } from '../ports/plan-ports.ts';
import { resolveStateDirectory } from '../state/workshop-paths.ts';

/** The options before the command's name. */
export interface GlobalOptions {
  readonly stateDirectory: string;
  readonly basePort: number;
}

/** Reads the options before the command's name, with their variables and defaults. */
export function readGlobalOptions(command: Command): GlobalOptions {
  const { stateDir, basePort } = command.optsWithGlobals<{ stateDir?: string; basePort?: string }>();
  return { stateDirectory: resolveStateDirectory(stateDir), basePort: resolveBasePort(basePort) };
}
