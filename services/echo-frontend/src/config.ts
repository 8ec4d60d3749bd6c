import {
  type ConfigOf,
  outboundVariables,
  serviceVariables,
  text,
  type Variable,
  wholeNumber,
} from '@mesh-workshop/service-kit';

/** As it stands in the service's errors, logs and traces. */
export const serviceName = 'echo-frontend';

/** The value of BACKEND that means: call nobody. */
export const NO_BACKEND = 'none';

const backend: Variable<string> = {
  name: 'BACKEND',
  about: 'what version 2.0 and above call for the version of the backend; earlier ones call nobody',
  allowed: `\`${NO_BACKEND}\`, or an http:// URL such as http://127.0.0.1:8080`,
  default: NO_BACKEND,
  parse: (value) => {
    if (value === NO_BACKEND) return value;
    return URL.canParse(value) && new URL(value).protocol === 'http:' ? value : undefined;
  },
};

/** The environment variables the service reads: those of every service, how to call the backend, and what it says about itself. */
export const variables = {
  ...serviceVariables,
  ...outboundVariables,
  backend,
  backendTimeoutMs: wholeNumber({
    name: 'BACKEND_TIMEOUT_MS',
    about: 'how long the whole call to the backend may take',
    default: 8_000,
    minimum: 1,
    maximum: 600_000,
    unit: 'milliseconds',
  }),
  cpuRounds: wholeNumber({
    name: 'CPU_ROUNDS',
    about: 'square roots summed up for each request, so that autoscaling has something to see',
    default: 1_000_000,
    minimum: 0,
    maximum: 10_000_000_000,
  }),
  hostname: text({
    name: 'HOSTNAME',
    about:
      '`hostname` in the answer; Kubernetes sets it to the name of the pod; unset, the name of the machine',
    default: undefined,
    pattern: /^[\w.-]+$/,
    allowed: 'a host name',
  }),
  nodeIp: text({
    name: 'NODE_IP',
    about: '`nodeIp` in the answer, the address of the node the pod runs on; unset, it is left out',
    default: undefined,
    pattern: /^[\da-fA-F.:]+$/,
    allowed: 'an IP address',
  }),
  basePath: text({
    name: 'BASE_PATH',
    about: 'a second path that is answered like `/`, for an Ingress that passes its own path on',
    default: undefined,
    pattern: /^\/[\w-]+\/$/,
    allowed: 'one path segment between slashes, such as /blue/',
  }),
};

export type EchoFrontendConfig = ConfigOf<typeof variables>;
