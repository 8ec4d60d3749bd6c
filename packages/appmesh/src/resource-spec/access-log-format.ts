import type { Violation } from '../shape/shape.ts';

/** Commands that stand alone, as `%PROTOCOL%`. */
const PLAIN = new Set(
  `PROTOCOL UPSTREAM_PROTOCOL RESPONSE_CODE RESPONSE_CODE_DETAILS CONNECTION_TERMINATION_DETAILS BYTES_RECEIVED BYTES_SENT
  UPSTREAM_WIRE_BYTES_SENT UPSTREAM_WIRE_BYTES_RECEIVED UPSTREAM_HEADER_BYTES_SENT UPSTREAM_HEADER_BYTES_RECEIVED
  DOWNSTREAM_WIRE_BYTES_SENT DOWNSTREAM_WIRE_BYTES_RECEIVED DOWNSTREAM_HEADER_BYTES_SENT DOWNSTREAM_HEADER_BYTES_RECEIVED
  DURATION REQUEST_DURATION REQUEST_TX_DURATION RESPONSE_DURATION RESPONSE_TX_DURATION RESPONSE_FLAGS RESPONSE_FLAGS_LONG
  ROUTE_NAME VIRTUAL_CLUSTER_NAME UPSTREAM_HOST UPSTREAM_HOST_NAME UPSTREAM_CLUSTER UPSTREAM_CLUSTER_RAW
  UPSTREAM_LOCAL_ADDRESS UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT UPSTREAM_LOCAL_PORT UPSTREAM_REMOTE_ADDRESS
  UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT UPSTREAM_REMOTE_PORT UPSTREAM_TRANSPORT_FAILURE_REASON UPSTREAM_REQUEST_ATTEMPT_COUNT
  UPSTREAM_CONNECTION_ID DOWNSTREAM_REMOTE_ADDRESS DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_REMOTE_PORT
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_DIRECT_REMOTE_PORT
  DOWNSTREAM_LOCAL_ADDRESS DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_LOCAL_PORT DOWNSTREAM_TRANSPORT_FAILURE_REASON
  CONNECTION_ID REQUESTED_SERVER_NAME HOSTNAME LOCAL_REPLY_BODY FILTER_CHAIN_NAME ACCESS_LOG_TYPE STREAM_ID TRACE_ID
  GRPC_STATUS_NUMBER`.split(/\s+/),
);

/** Commands that may have an argument, as `%START_TIME(%s)%`. */
const WITH_OPTIONAL_ARGUMENT = new Set(['START_TIME', 'GRPC_STATUS']);

/** Commands that need the name of a header, or a key, as `%REQ(:PATH)%`. */
const WITH_ARGUMENT = new Set(['REQ', 'RESP', 'TRAILER', 'ENVIRONMENT']);

/** `%%`, or a command with its argument and the length it is cut to. What else starts with a percent sign is not understood. */
const COMMAND = /%(?:%|([A-Z_]+)(?:\(([^)]*)\))?(?::[0-9]+)?%)|%/g;

/** A header, another one that stands in for it after a question mark; or one plain name. */
const ARGUMENT = /^:?[a-zA-Z0-9_\-.]+(?:\?:?[a-zA-Z0-9_\-.]+)?$/;

interface Format {
  readonly text?: string;
  readonly json?: readonly { readonly key: string; readonly value: string }[];
}

/**
 * A rule for the format of access logs. The text is Envoy's, with its command operators, and Envoy refuses a whole listener for
 * one that it does not know; so they are looked at before. Two members of one JSON object cannot have one key.
 */
export function formatIsUnderstood({ text, json = [] }: Format): readonly Violation[] {
  const found = text === undefined ? [] : unknownCommands('text', text);
  const keys = json.map(({ key }) => key);
  const members = json.flatMap(({ key, value }, index): readonly Violation[] => {
    const first = keys.indexOf(key);
    const message = `is ${JSON.stringify(key)}, as in json[${first}]; each key can be there once`;
    const twice = { code: 'duplicate', path: `json[${index}].key`, message } as const;
    return [...(first === index ? [] : [twice]), ...unknownCommands(`json[${index}].value`, value)];
  });
  return [...found, ...members];
}

function unknownCommands(path: string, format: string): readonly Violation[] {
  return [...format.matchAll(COMMAND)].flatMap(([whole, name, argument]): readonly Violation[] => {
    if (whole === '%%' || isKnown(name, argument)) return [];
    const message = `has ${whole}, which is not a command of Envoy's access logs that is supported here; a percent sign is written %%`;
    return [{ code: 'value-not-allowed', path, message }];
  });
}

function isKnown(name: string | undefined, argument: string | undefined): boolean {
  if (name === undefined) return false;
  if (PLAIN.has(name)) return argument === undefined;
  if (name === 'GRPC_STATUS')
    return argument === undefined || /^(CAMEL_STRING|SNAKE_STRING|NUMBER)$/.test(argument);
  if (WITH_OPTIONAL_ARGUMENT.has(name)) return argument === undefined || !/[{}]/.test(argument);
  return WITH_ARGUMENT.has(name) && argument !== undefined && ARGUMENT.test(argument);
}
