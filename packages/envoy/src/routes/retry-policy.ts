import type { RetryEvent, RetryPolicyModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { duration } from '../duration.ts';
import { extension } from '../typed-config.ts';

/** A retry goes to an instance that was not tried yet, where there is one. */
const ELSEWHERE: JsonObject = {
  retry_host_predicate: [
    extension(
      'envoy.retry_host_predicates.previous_hosts',
      'envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
    ),
  ],
  host_selection_retry_max_attempts: 5,
};

/** What App Mesh does where no retry policy is given; its API does not show it. */
const DEFAULT_RETRY_POLICY: JsonObject = {
  retry_on: 'unavailable,connect-failure,refused-stream,reset,retriable-status-codes',
  num_retries: 2,
  retriable_status_codes: [503],
  ...ELSEWHERE,
};

/** What each event is to Envoy. A connection that a server resets counts as its error; App Mesh added that later. */
const EVENTS: Readonly<Record<RetryEvent, { retryOn: readonly string[]; statusCodes: readonly number[] }>> = {
  'server-error': {
    retryOn: ['reset'],
    statusCodes: [500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511],
  },
  'gateway-error': { retryOn: ['reset'], statusCodes: [502, 503, 504] },
  'client-error': { retryOn: [], statusCodes: [409] },
  'stream-error': { retryOn: ['refused-stream'], statusCodes: [] },
  'connection-error': { retryOn: ['connect-failure'], statusCodes: [] },
  // The statuses of gRPC have the same names. Envoy sees them where a server answers with nothing else.
  cancelled: { retryOn: ['cancelled'], statusCodes: [] },
  'deadline-exceeded': { retryOn: ['deadline-exceeded'], statusCodes: [] },
  internal: { retryOn: ['internal'], statusCodes: [] },
  'resource-exhausted': { retryOn: ['resource-exhausted'], statusCodes: [] },
  unavailable: { retryOn: ['unavailable'], statusCodes: [] },
};

/** The retry policy of a route, as a part of its action; empty when retries are switched off. */
export function translateRetryPolicy(policy: RetryPolicyModel | undefined): JsonObject {
  if (policy === undefined) return { retry_policy: DEFAULT_RETRY_POLICY };
  if (policy.maxRetries === 0) return {};
  const retryOn = new Set(policy.events.flatMap((event) => EVENTS[event].retryOn));
  const statusCodes = new Set(policy.events.flatMap((event) => EVENTS[event].statusCodes));
  if (statusCodes.size > 0) retryOn.add('retriable-status-codes');
  return {
    retry_policy: {
      retry_on: [...retryOn].join(','),
      num_retries: policy.maxRetries,
      ...(policy.perRetryMillis === 0 ? {} : { per_try_timeout: duration(policy.perRetryMillis) }),
      ...(statusCodes.size === 0 ? {} : { retriable_status_codes: [...statusCodes].sort((a, b) => a - b) }),
      ...ELSEWHERE,
    },
  };
}
