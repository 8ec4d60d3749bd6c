import axios, { type AxiosAdapter, type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import { currentRequest, REQUEST_ID_HEADER } from '../app/request-context.ts';
import type { OutboundConfig, ServiceConfig } from '../config/service-variables.ts';
import type { Service } from '../service.ts';
import { TRACE_HEADER } from '../tracing/trace-header.ts';
import type { RemoteOutcome } from '../tracing/tracing.ts';
import { createOutboundAgents } from './outbound-agents.ts';
import { describeFailure } from './outbound-error.ts';
import { proxyFor } from './proxy-for.ts';

/** For calls that name no `timeout` of their own. */
const DEFAULT_TIMEOUT_MS = 10_000;
/** The answers of sample services are small; more than this is a mistake. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * The one way a service calls another: an axios instance that honours the proxy settings, records
 * the call, and passes on the trace and the request id. `timeout` (milliseconds) limits the whole
 * call. It rejects with an OutboundError, also when the answer's status is not 2xx; redirects are
 * not followed.
 */
export function createHttpClient(service: Service<ServiceConfig & OutboundConfig>): AxiosInstance {
  return axios.create({
    adapter: outboundAdapter(service),
    timeout: DEFAULT_TIMEOUT_MS,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    // axios has a proxy support of its own, which opens a connection for every call.
    proxy: false,
  });
}

/** The adapter is the one place that every call passes once, however it ends. */
function outboundAdapter({ config, tracing }: Service<ServiceConfig & OutboundConfig>): AxiosAdapter {
  const agents = createOutboundAgents(config);
  const send = axios.getAdapter('http');

  return async (request) => {
    const url = new URL(axios.getUri(request));
    const timeoutMs = request.timeout ?? DEFAULT_TIMEOUT_MS;
    const deadline = AbortSignal.timeout(timeoutMs);
    const method = (request.method ?? 'get').toUpperCase();
    const remoteCall = tracing.startRemoteCall({ method, url });
    if (remoteCall.header !== undefined) request.headers.set(TRACE_HEADER, remoteCall.header);
    const requestId = currentRequest()?.requestId;
    if (requestId !== undefined) request.headers.set(REQUEST_ID_HEADER, requestId);

    // axios' own timeout starts anew with every byte; the deadline does not.
    const limited = { ...request, timeout: 0, signal: deadline };
    try {
      const response = await send({ ...limited, httpAgent: agents.keepAlive(url) }).catch(
        (error: unknown) => {
          if (!isStaleConnection(error, method)) throw error;
          return send({ ...limited, httpAgent: agents.oneShot(url) });
        },
      );
      remoteCall.end(remoteOutcome(response));
      return response;
    } catch (error) {
      const proxy = proxyFor(url, config);
      const failure = describeFailure(error, { url, timeoutMs, timedOut: deadline.aborted, proxy });
      const answer = isAxiosError(error) ? error.response : undefined;
      remoteCall.end(answer === undefined ? { error: failure } : remoteOutcome(answer));
      throw failure;
    }
  };
}

function remoteOutcome({ status, headers }: AxiosResponse): RemoteOutcome {
  const contentLength = Number(headers['content-length'] ?? Number.NaN);
  return Number.isNaN(contentLength) ? { status } : { status, contentLength };
}

/**
 * Whether the call was written onto a kept connection that its server was closing at that moment.
 * The server has not answered and, closing an idle connection, not read it either; a call that may
 * be made twice anyway is then made once more, on a new connection (RFC 9112, 9.3.1).
 */
function isStaleConnection(error: unknown, method: string): boolean {
  if (!isAxiosError(error) || error.response !== undefined) return false;
  if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') return false;
  return error.request?.reusedSocket === true && (method === 'GET' || method === 'HEAD');
}
