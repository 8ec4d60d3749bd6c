import type { ConfigOf } from './variable.ts';
import { decimalNumber, httpUrl, oneOf, text, wholeNumber } from './variable-kinds.ts';

/** What every service reads. */
export const serviceVariables = {
  host: text({
    name: 'HOST',
    about: 'address to listen on; a container needs `0.0.0.0`',
    default: '127.0.0.1',
    pattern: /^[\w.:-]+$/,
    allowed: 'an IP address or a host name',
  }),
  port: wholeNumber({
    name: 'PORT',
    about: 'port to listen on; 0 is any free one',
    default: 8080,
    minimum: 0,
    maximum: 65_535,
  }),
  version: text({
    name: 'VERSION',
    about: 'the version the service says it is',
    default: '1.0',
    pattern: /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/,
    allowed: 'what the tag of an image may be, such as 1.5 or vanilla',
  }),
  logLevel: oneOf({
    name: 'LOG_LEVEL',
    about: 'the least important log lines written; probes are `debug`',
    default: 'info',
    words: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
  }),
  failureRate: decimalNumber({
    name: 'FAILURE_RATE',
    about: 'share of requests answered 500 `Simulated Error`; probes and metrics are spared',
    default: 0,
    minimum: 0,
    maximum: 100,
    unit: 'percent',
  }),
  delayMs: wholeNumber({
    name: 'DELAY_MS',
    about: 'wait before every answer; probes and metrics are spared',
    default: 0,
    minimum: 0,
    maximum: 600_000,
    unit: 'milliseconds',
  }),
  drainDelayMs: wholeNumber({
    name: 'DRAIN_DELAY_MS',
    about: 'after SIGTERM, how long new connections are still accepted while `/ready` already says 503',
    default: 0,
    minimum: 0,
    maximum: 600_000,
    unit: 'milliseconds',
  }),
  shutdownTimeoutMs: wholeNumber({
    name: 'SHUTDOWN_TIMEOUT_MS',
    about: 'how long requests in flight may take to finish once no connection is accepted any more',
    default: 10_000,
    minimum: 0,
    maximum: 600_000,
    unit: 'milliseconds',
  }),
  xrayDaemonAddress: text({
    name: 'AWS_XRAY_DAEMON_ADDRESS',
    about: 'where X-Ray segments go; unset, nothing is recorded and trace headers are only passed on',
    default: undefined,
    pattern: /^([^\s:]+:\d+|tcp:[^\s:]+:\d+ udp:[^\s:]+:\d+|udp:[^\s:]+:\d+ tcp:[^\s:]+:\d+)$/,
    allowed: '`HOST:PORT` or `tcp:HOST:PORT udp:HOST:PORT`',
  }),
};

/** The configuration every service has. */
export type ServiceConfig = ConfigOf<typeof serviceVariables>;

/** What a service reads in addition when it calls others. */
export const outboundVariables = {
  httpProxy: httpUrl({
    name: 'http_proxy',
    alias: 'HTTP_PROXY',
    about: 'the proxy that calls to other services go through, such as a sidecar',
    default: undefined,
  }),
  noProxy: text({
    name: 'no_proxy',
    alias: 'NO_PROXY',
    about: 'hosts that are called without the proxy',
    default: '',
    pattern: /^[\w.:*,\s[\]/-]*$/,
    allowed: 'host names, domains (`.example.org`), `host:port` or `*`, separated by commas',
  }),
};

/** The configuration of a service that calls others. */
export type OutboundConfig = ConfigOf<typeof outboundVariables>;
