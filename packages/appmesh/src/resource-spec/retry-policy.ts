import {
  enumeration,
  type Infer,
  integer,
  list,
  required,
  structure,
  type Violation,
} from '../shape/shape.ts';
import { duration } from './duration.ts';

/** The API has no upper limit; Envoy's is this one. */
const maxRetries = integer({ min: 0, max: 4_294_967_295 });

const httpRetryEvents = list(enumeration(['server-error', 'gateway-error', 'client-error', 'stream-error']), {
  min: 1,
  max: 25,
});

const grpcRetryEvents = list(
  enumeration(['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable']),
  { min: 1, max: 5 },
);

const tcpRetryEvents = list(enumeration(['connection-error']), { min: 1, max: 1 });

export const httpRetryPolicy = structure(
  'HttpRetryPolicy',
  {
    httpRetryEvents,
    maxRetries: required(maxRetries),
    perRetryTimeout: required(duration),
    tcpRetryEvents,
  },
  { rules: [namesAnEvent] },
);

export const grpcRetryPolicy = structure(
  'GrpcRetryPolicy',
  {
    grpcRetryEvents,
    httpRetryEvents,
    maxRetries: required(maxRetries),
    perRetryTimeout: required(duration),
    tcpRetryEvents,
  },
  { rules: [namesAnEvent] },
);

export type HttpRetryPolicy = Infer<typeof httpRetryPolicy>;

export type GrpcRetryPolicy = Infer<typeof grpcRetryPolicy>;

function namesAnEvent(policy: Readonly<Record<string, unknown>>): readonly Violation[] {
  const lists = ['httpRetryEvents', 'tcpRetryEvents', 'grpcRetryEvents'];
  if (lists.some((member) => policy[member] !== undefined)) return [];
  const message =
    'names no event to retry on; set httpRetryEvents, tcpRetryEvents or, for gRPC, grpcRetryEvents';
  return [{ code: 'retry-events-missing', path: '', message }];
}
