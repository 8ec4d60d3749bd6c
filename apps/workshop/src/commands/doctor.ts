import type { Command } from 'commander';
import { createColors } from 'picocolors';
import { examineMachine } from '../doctor/examine-machine.ts';
import { sharedPaths } from '../state/workshop-paths.ts';
import { renderTable } from '../status/render-table.ts';
import { useColor } from '../status/use-color.ts';
import { detectPlatform } from '../tools/pins.ts';

/** Adds `doctor`. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('show the tools, what is missing and what the machine gives')
    .description(
      'Shows what this machine has and lacks: each tool with its version and place, or how to get it; platform, memory, disk, open files and file\n' +
        'watches, and what to do about what is low. Needs no installation.',
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 everything is there or can be downloaded (something may be low), 1 something needed is missing, 2 wrong usage.',
    )
    .action(async () => {
      const { green, red, yellow } = createColors(useColor(process.stdout));
      const findings = await examineMachine({
        paths: sharedPaths(),
        environment: process.env,
        platform: detectPlatform(),
        report: () => undefined,
      });
      const paint = {
        found: green,
        'can be downloaded': yellow,
        missing: red,
        enough: green,
        low: yellow,
        unknown: yellow,
      };
      const rows = findings.flatMap(({ name, state, detail, notes }) => [
        [name, paint[state](state), detail],
        ...notes.map((note) => ['', '', note]),
      ]);
      process.stdout.write(
        `${renderTable(['TOOL', 'STATE', `ON ${detectPlatform().toUpperCase()}`], rows)}\n`,
      );
      const low = findings.filter((it) => it.state === 'low');
      if (low.length > 0) process.stdout.write(`\nLow: ${low.map((it) => it.name).join(', ')}.\n`);
      const missing = findings.filter((it) => it.needed && it.state === 'missing');
      if (missing.length > 0) {
        process.stdout.write(`\nMissing: ${missing.map((it) => it.name).join(', ')}.\n`);
        process.exitCode = 1;
      }
    });
}
