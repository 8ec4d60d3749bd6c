import { type ConfigOf, serviceVariables } from '@mesh-workshop/service-kit';

/** As it stands in the service's answers. */
export const serviceName = 'Product';

/** The environment variables the service reads: those of every service. */
export const variables = serviceVariables;

export type ProductConfig = ConfigOf<typeof variables>;
