import { ExitCode } from '../lifecycle/exit-code.ts';
import { readConfig } from './read-config.ts';
import type { Variables } from './variable.ts';

/**
 * The configuration of this process. When a variable has a value that is not allowed, all such
 * variables are named on stderr and the process ends with exit code 1.
 */
export function loadConfig<Config>(serviceName: string, variables: Variables<Config>): Config {
  const result = readConfig(variables, process.env);
  if (result.ok) return result.config;
  const title = `${serviceName} cannot start: its environment has values that are not allowed.`;
  process.stderr.write(`${[title, ...result.problems.map((problem) => `  ${problem}`)].join('\n')}\n`);
  process.exit(ExitCode.cannotStart);
}
