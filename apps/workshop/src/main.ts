import { Command, CommanderError } from 'commander';
import { registerDoctor } from './commands/doctor.ts';
import { registerDown } from './commands/down.ts';
import { registerEnv } from './commands/env.ts';
import { registerLogs } from './commands/logs.ts';
import { registerPortForward } from './commands/port-forward.ts';
import { registerStatus } from './commands/status.ts';
import { registerTest } from './commands/test.ts';
import { registerUp } from './commands/up.ts';
import { registerUrl } from './commands/url.ts';
import { registerRun } from './tutorial/register-run.ts';
import { registerWatch } from './watch/register-watch.ts';
import { WorkshopError } from './workshop-error.ts';

const program = new Command('./workshop')
  .description(
    'Runs the tutorials on this machine: real Envoy, real kubectl and helm, no cloud account, no cluster.',
  )
  .option('--state-dir <dir>', 'where the state lives (WORKSHOP_STATE_DIR, default .workshop)')
  .option(
    '--base-port <port>',
    'first of the fixed ports (WORKSHOP_BASE_PORT, default 7400; 0 = any free ports)',
  )
  .showHelpAfterError('(--help shows what is allowed)')
  .exitOverride();

// In the order in which --help lists them.
registerRun(program);
registerUp(program);
registerDown(program);
registerStatus(program);
registerEnv(program);
registerUrl(program);
registerWatch(program);
registerLogs(program);
registerPortForward(program);
registerTest(program);
registerDoctor(program);

// A reader that has gone (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what is wrong, or printed the help that was asked for.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof WorkshopError) {
    process.stderr.write(`workshop: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    throw error;
  }
}
