import { type Environment, readConfig } from '../config/read-config.ts';
import type { ServiceConfig } from '../config/service-variables.ts';
import type { Variables } from '../config/variable.ts';
import { createService, type Service } from '../service.ts';

/** A service with the configuration that an environment describes; it logs nothing unless asked to. */
export function createTestService<Config extends ServiceConfig>(
  name: string,
  variables: Variables<Config>,
  environment: Environment = {},
  parts: Parameters<typeof createService>[2] = {},
): Service<Config> {
  const result = readConfig(variables, { LOG_LEVEL: 'silent', PORT: '0', ...environment });
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return createService(name, result.config, parts);
}
