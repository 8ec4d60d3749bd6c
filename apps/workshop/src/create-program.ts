import { Command } from 'commander';

type Register = (program: Command) => void;

/** Every command in the order in which --help lists them, each loaded only when it is needed: `env` and `url` are called by every script. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  run: async () => (await import('./tutorial/register-run.ts')).registerRun,
  reset: async () => (await import('./tutorial/register-reset.ts')).registerReset,
  'clean-up': async () => (await import('./tutorial/register-clean-up.ts')).registerCleanUp,
  up: async () => (await import('./commands/up.ts')).registerUp,
  down: async () => (await import('./commands/down.ts')).registerDown,
  status: async () => (await import('./commands/status.ts')).registerStatus,
  check: async () => (await import('./commands/check.ts')).registerCheck,
  env: async () => (await import('./commands/env.ts')).registerEnv,
  url: async () => (await import('./commands/url.ts')).registerUrl,
  watch: async () => (await import('./watch/register-watch.ts')).registerWatch,
  logs: async () => (await import('./commands/logs.ts')).registerLogs,
  'port-forward': async () => (await import('./commands/port-forward.ts')).registerPortForward,
  mesh: async () => (await import('./mesh/register-mesh.ts')).registerMesh,
  bundle: async () => (await import('./commands/bundle.ts')).registerBundle,
  test: async () => (await import('./commands/test.ts')).registerTest,
  doctor: async () => (await import('./commands/doctor.ts')).registerDoctor,
};

/** The command line. With the name of a command it knows only that one, else all with their options and help. */
export async function createProgram(name?: string): Promise<Command> {
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
  const only = name === undefined ? undefined : COMMANDS[name];
  for (const load of only === undefined ? Object.values(COMMANDS) : [only]) (await load())(program);
  return program;
}
