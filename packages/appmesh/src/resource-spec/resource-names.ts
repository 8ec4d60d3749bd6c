import { string } from '../shape/shape.ts';

/** Name of anything but a virtual service, where another resource refers to it. */
export const resourceName = string({ min: 1, max: 255 });

/**
 * Name of a virtual service: the host that callers use. The API has no limits here. We only take what can be a host name,
 * because Envoy would read `*` as a wildcard and a colon as the start of a port.
 */
export const virtualServiceName = string({ min: 1, max: 255, pattern: /^[a-zA-Z0-9\-_.]+$/ });
