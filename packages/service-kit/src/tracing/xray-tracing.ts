import type { Segment } from 'aws-xray-sdk';
import type { Logger } from 'pino';
import { currentRequest, type RequestContext } from '../app/request-context.ts';
import type { RemoteOutcome, Tracing } from './tracing.ts';

/** What the X-Ray tracing of a service needs to know. */
export interface XrayTracingOptions {
  /** The name of the service's node on the service map. */
  readonly serviceName: string;
  /** `HOST:PORT`, or `tcp:HOST:PORT udp:HOST:PORT`. */
  readonly daemonAddress: string;
  readonly logger: Logger;
}

/**
 * Records a segment for each request and a remote subsegment for each call, and sends them to the
 * X-Ray daemon. The SDK is loaded here and nowhere else, so that a service without a daemon does
 * not pay for it at start.
 *
 * The SDK's own capture of outgoing calls is not used: behind a forward proxy it names the
 * subsegment after the proxy and doubles the URL, and it steps aside when the caller sets the
 * trace header.
 */
export async function loadXrayTracing(options: XrayTracingOptions): Promise<Tracing> {
  const { default: xray } = await import('aws-xray-sdk');
  // The SDK also reads AWS_XRAY_DAEMON_ADDRESS itself and then ignores this call.
  xray.setDaemonAddress(options.daemonAddress);
  xray.setLogger(sdkLogger(options.logger));
  // Automatic mode would keep a second context beside ours, on a library of its own.
  xray.enableManualMode();

  const segments = new WeakMap<RequestContext, Segment>();
  const openSegment = xray.express.openSegment(options.serviceName);

  return {
    middleware: (request, response, next) => {
      openSegment(request, response, (error?: unknown) => {
        const context = currentRequest();
        if (context !== undefined && request.segment !== undefined) {
          segments.set(context, request.segment);
          context.traceId = request.segment.trace_id;
        }
        next(error);
      });
    },
    startRemoteCall: ({ method, url }) => {
      const context = currentRequest();
      const segment = context && segments.get(context);
      if (segment === undefined) return { header: context?.traceHeader, end: () => undefined };
      const subsegment = segment.addNewSubsegment(url.host);
      subsegment.namespace = 'remote';
      const sampled = segment.notTraced === true ? '0' : '1';
      const request = { url: `${url.origin}${url.pathname}`, method };
      subsegment.addAttribute('http', { request });
      return {
        header: `Root=${segment.trace_id};Parent=${subsegment.id};Sampled=${sampled}`,
        end: (outcome) => endSubsegment(subsegment, request, outcome),
      };
    },
  };
}

type Subsegment = ReturnType<Segment['addNewSubsegment']>;

function endSubsegment(subsegment: Subsegment, request: object, outcome: RemoteOutcome): void {
  if ('error' in outcome) {
    subsegment.close(outcome.error, true);
    return;
  }
  const { status, contentLength } = outcome;
  const response = { status, ...(contentLength === undefined ? {} : { content_length: contentLength }) };
  subsegment.addAttribute('http', { request, response });
  if (status === 429) subsegment.addThrottleFlag();
  if (status >= 500) subsegment.addFaultFlag();
  else if (status >= 400) subsegment.addErrorFlag();
  subsegment.close();
}

/** The SDK reports every step at its own `info`; a service's reader wants none of them at `info`. */
function sdkLogger(logger: Logger) {
  const sdk = logger.child({ component: 'aws-xray-sdk' });
  const join = (words: readonly unknown[]) => words.map(String).join(' ');
  return {
    debug: (...words: unknown[]) => sdk.trace(join(words)),
    info: (...words: unknown[]) => sdk.debug(join(words)),
    warn: (...words: unknown[]) => sdk.warn(join(words)),
    // A header it cannot read, a daemon it cannot reach: the request is served all the same.
    error: (...words: unknown[]) => sdk.warn(join(words)),
  };
}
