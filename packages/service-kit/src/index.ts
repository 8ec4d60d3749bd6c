export { createServiceApp } from './app/create-service-app.ts';
export type { Endpoints } from './app/endpoints.ts';
export { environmentTable } from './config/environment-table.ts';
export { type ConfigResult, type Environment, readConfig } from './config/read-config.ts';
export {
  type OutboundConfig,
  outboundVariables,
  type ServiceConfig,
  serviceVariables,
} from './config/service-variables.ts';
export type { ConfigOf, Variable, Variables } from './config/variable.ts';
export { decimalNumber, httpUrl, oneOf, text, wholeNumber } from './config/variable-kinds.ts';
export { ExitCode } from './lifecycle/exit-code.ts';
export { runService, type ServiceDefinition } from './lifecycle/run-service.ts';
export { createHttpClient } from './outbound/http-client.ts';
export { createOutboundAgent } from './outbound/outbound-agents.ts';
export { OutboundError } from './outbound/outbound-error.ts';
export { createService, type Service } from './service.ts';
