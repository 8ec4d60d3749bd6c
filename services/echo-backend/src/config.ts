import { type ConfigOf, serviceVariables } from '@mesh-workshop/service-kit';

/** As it stands in the service's errors, logs and traces. */
export const serviceName = 'echo-backend';

/** The environment variables the service reads: those of every service. */
export const variables = serviceVariables;

export type EchoBackendConfig = ConfigOf<typeof variables>;
