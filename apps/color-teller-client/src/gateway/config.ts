import {
  type ConfigOf,
  httpUrl,
  outboundVariables,
  serviceVariables,
  text,
  wholeNumber,
} from '@mesh-workshop/service-kit';

/** As it stands in the gateway's errors, logs and traces. */
export const serviceName = 'color-teller-client';

/** The environment variables the gateway reads: those of every service, how to call the backend, and where the page is. */
export const variables = {
  ...serviceVariables,
  ...outboundVariables,
  colorBackend: httpUrl({
    name: 'COLOR_BACKEND',
    about: 'who is asked for the color',
    default: 'http://127.0.0.1:8081',
  }),
  backendTimeoutMs: wholeNumber({
    name: 'BACKEND_TIMEOUT_MS',
    about: 'how long the whole call to the backend may take',
    default: 2_000,
    minimum: 1,
    maximum: 600_000,
    unit: 'milliseconds',
  }),
  staticDir: text({
    name: 'STATIC_DIR',
    about: 'the folder with the built page; unset, the folder `static` beside the program',
    default: undefined,
    pattern: /^[^\0]+$/,
    allowed: 'a folder',
  }),
};

/** The configuration of the gateway. */
export type GatewayConfig = ConfigOf<typeof variables>;
