import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../processes/run-command.ts';

/** Version managers whose `which NAME` says which program their shim starts. */
const MANAGERS = ['pyenv', 'asdf', 'mise', 'rtx'] as const;
/** A shim is a short script. */
const SHIM_BYTES = 4096;

/** The program that a version manager's shim starts; undefined for anything that is none, or leads nowhere. */
export async function findBehindShim(
  executable: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const manager = readManager(executable);
  if (manager === undefined) return undefined;
  const { code, stdout } = await runCommand(manager, ['which', path.basename(executable)], {
    env: environment,
  });
  const program = stdout.trim();
  return code === 0 && path.isAbsolute(program) ? program : undefined;
}

function readManager(executable: string): string | undefined {
  try {
    return findManager(
      realpathSync(executable),
      readFileSync(executable).subarray(0, SHIM_BYTES).toString('latin1'),
    );
  } catch {
    return undefined;
  }
}

/**
 * The command of the manager that a shim belongs to, from the file that it is and how that begins: a link to the manager itself (mise), or a script
 * that executes it (pyenv, asdf).
 */
export function findManager(file: string, beginning: string): string | undefined {
  if (MANAGERS.some((manager) => manager === path.basename(file))) return file;
  if (!beginning.startsWith('#!')) return undefined;
  const pattern = new RegExp(`^\\s*exec\\s+"?((?:/[^"\\n]*/)?(?:${MANAGERS.join('|')}))"?\\s+exec\\s`, 'm');
  return pattern.exec(beginning)?.[1];
}
