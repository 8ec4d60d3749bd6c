import { LockHeldError } from '@mesh-workshop/process-lock';
import { CommanderError } from 'commander';
import { createProgram } from './create-program.ts';
import { WorkshopError } from './workshop-error.ts';

// A reader that has gone (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what is wrong, or printed the help that was asked for.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof WorkshopError || error instanceof LockHeldError) {
    process.stderr.write(`workshop: ${error.message}\n`);
    process.exitCode = error instanceof WorkshopError ? error.exitCode : 1;
  } else {
    throw error;
  }
}
