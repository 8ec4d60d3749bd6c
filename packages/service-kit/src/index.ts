export { createServiceApp } from './app/create-service-app.ts';
export type { Endpoints } from './app/endpoints.ts';
export { currentRequest, REQUEST_ID_HEADER, type RequestContext } from './app/request-context.ts';
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
export {
  createOutboundAgent,
  createOutboundAgents,
  type OutboundAgents,
} from './outbound/outbound-agents.ts';
export {
  describeAnswer,
  describeFailure,
  type FailedCall,
  OutboundError,
} from './outbound/outbound-error.ts';
export { type ProxySettings, proxyFor } from './outbound/proxy-for.ts';
export { createService, type Service } from './service.ts';
export { TRACE_HEADER } from './tracing/trace-header.ts';
export type { RemoteCall, RemoteOutcome, Tracing } from './tracing/tracing.ts';
