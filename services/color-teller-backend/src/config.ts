import { type ConfigOf, serviceVariables } from '@mesh-workshop/service-kit';
import { color } from './color.ts';

/** As it stands in the service's errors, logs and traces. */
export const serviceName = 'color-teller-backend';

/** The environment variables the service reads: those of every service, and the color. */
export const variables = { ...serviceVariables, color };

export type ColorTellerBackendConfig = ConfigOf<typeof variables>;
