import { type ConfigOf, serviceVariables, text } from '@mesh-workshop/service-kit';

/** As it stands in the service's errors, logs and traces. */
export const serviceName = 'hello';

/** The environment variables the service reads: those of every service, what it says, and what pod it says it is. */
export const variables = {
  ...serviceVariables,
  text: text({
    name: 'HELLO_TEXT',
    // How the walkthrough that this service goes back to calls it.
    alias: 'HW_RESPONSE',
    about: '`text` in the answer',
    default: 'Hello, world',
    pattern: /^.{1,500}$/u,
    allowed: 'one line of at most 500 characters',
  }),
  pod: text({
    name: 'HOSTNAME',
    about: '`pod` in the answer; Kubernetes sets it to the name of the pod; unset, the name of the machine',
    default: undefined,
    pattern: /^[\w.-]+$/,
    allowed: 'a host name',
  }),
};

export type HelloConfig = ConfigOf<typeof variables>;
