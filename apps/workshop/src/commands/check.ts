import type { Command } from 'commander';
import { createColors } from 'picocolors';
import { type Finding, judgeEnvironment } from '../check/judge-environment.ts';
import { findWorkshopState } from '../state/workshop-state.ts';
import { readStatus } from '../status/read-status.ts';
import { renderTable } from '../status/render-table.ts';
import { useColor } from '../status/use-color.ts';
import { TUTORIALS } from '../tutorial/find-tutorial.ts';
import { findRunningTutorials } from '../tutorial/tutorial-lock.ts';
import { readGlobalOptions } from './global-options.ts';

/** Adds `check`. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .summary('check what runs, and say what to do')
    .description(
      'Checks the running environment: its processes, pods, sidecars, this shell, the tutorials. Each line is ok, or says what to do. Changes nothing.',
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 all is well (warnings do not count), 1 something is not or nothing runs, 2 wrong usage.',
    )
    .action(async (_options: unknown, command: Command) => {
      const { green, red, yellow } = createColors(useColor(process.stdout));
      const paint = { ok: green, warning: yellow, failed: red };
      const findings = await examine(readGlobalOptions(command).stateDirectory);
      const rows = findings.map(({ about, state, seen, todo }) => [
        paint[state](state),
        about,
        todo === undefined ? seen : `${seen}. ${todo}`,
      ]);
      process.stdout.write(`${renderTable(['STATE', 'WHAT', ''], rows)}\n`);
      if (findings.some(({ state }) => state === 'failed')) process.exitCode = 1;
    });
}

async function examine(stateDirectory: string): Promise<readonly Finding[]> {
  const state = await findWorkshopState(stateDirectory);
  if (state === undefined) {
    return [
      { about: 'environment', state: 'failed', seen: 'nothing is running', todo: 'Start it: ./workshop up' },
    ];
  }
  const [status, running] = await Promise.all([readStatus(state), findRunningTutorials(stateDirectory)]);
  const tutorials = TUTORIALS.map(({ name, namespace }) => {
    const workedOnBy = running.find((it) => it.tutorial === name)?.holder.pid;
    return { name, namespace, ...(workedOnBy === undefined ? {} : { workedOnBy }) };
  });
  return judgeEnvironment(status, { shell: process.env, tutorials });
}
