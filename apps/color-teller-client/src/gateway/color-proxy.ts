import type { ClientRequest, IncomingMessage } from 'node:http';
import {
  createOutboundAgents,
  currentRequest,
  describeAnswer,
  describeFailure,
  type OutboundAgents,
  proxyFor,
  REQUEST_ID_HEADER,
  type RemoteCall,
  type RemoteOutcome,
  type Service,
  TRACE_HEADER,
} from '@mesh-workshop/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { copyHeaders, readBody } from './backend-answer.ts';
import type { GatewayConfig } from './config.ts';

/** A request of a browser, on its way to the backend. */
interface ProxiedCall {
  readonly remote: RemoteCall;
  /** Known once there is a connection. */
  outgoing: ClientRequest | undefined;
  /** Whether the request was sent for a second time, because its connection was closing. */
  repeated: boolean;
  timedOut: boolean;
  ended: boolean;
}

/**
 * Passes `/gateway/color` on to the backend's `/color`, with all headers, the cookies among them: a mesh may route by them. The
 * call goes through the proxy of the environment, if any, has a deadline as a whole, and is recorded. Whatever goes wrong is
 * answered in JSON: 502 when there is no answer, 504 when it does not come in time, the backend's own status when that is an error.
 */
export function createColorProxy(service: Service<GatewayConfig>): RequestHandler {
  const { name, config, logger, tracing } = service;
  const backend = new URL(config.colorBackend);
  const timeoutMs = config.backendTimeoutMs;
  const calls = new WeakMap<IncomingMessage, ProxiedCall>();

  const end = (call: ProxiedCall, outcome: RemoteOutcome): boolean => {
    if (call.ended) return false;
    call.ended = true;
    call.remote.end(outcome);
    return true;
  };

  const fail = (call: ProxiedCall, response: Response, error: unknown): void => {
    const { timedOut } = call;
    const failure = describeFailure(error, {
      url: backend,
      timeoutMs,
      timedOut,
      proxy: proxyFor(backend, config),
    });
    if (!end(call, { error: failure })) return;
    logger.warn({ backend: backend.href }, failure.message);
    response.status(timedOut ? 504 : 502).json({ service: name, error: `backend: ${failure.message}` });
  };

  const answer = async (call: ProxiedCall, response: Response, incoming: IncomingMessage): Promise<void> => {
    const body = await readBody(incoming);
    const status = incoming.statusCode ?? 502;
    if (!end(call, { status, contentLength: body.length })) return;
    response.status(status);
    // Envoy explains itself in plain text, the page reads JSON.
    if (status >= 400 && !incoming.headers['content-type']?.includes('json')) {
      response.json({ service: name, error: `backend: ${describeAnswer(status, body.toString())}` });
      return;
    }
    copyHeaders(incoming, response);
    response.end(body);
  };

  const through = (pick: OutboundAgents['keepAlive']): RequestHandler =>
    createProxyMiddleware<Request, Response>({
      target: config.colorBackend,
      agent: pick(backend),
      // Behind a proxy the request names the host it is for; without this it would be the browser's.
      changeOrigin: true,
      pathRewrite: { '^/gateway': '' },
      selfHandleResponse: true,
      on: {
        proxyReq: (outgoing, request) => {
          const call = calls.get(request);
          if (call === undefined || call.ended) outgoing.destroy();
          else call.outgoing = outgoing;
        },
        proxyRes: (incoming, request, response) => {
          const call = calls.get(request);
          if (call === undefined || call.ended) incoming.destroy();
          else answer(call, response, incoming).catch((error: unknown) => fail(call, response, error));
        },
        error: (error, request, response) => {
          const call = calls.get(request);
          // Without a websocket, what is answered to is always a response.
          if (call === undefined || !('req' in response)) return;
          if (!call.ended && isStaleConnection(error, call)) {
            call.repeated = true;
            call.outgoing = undefined;
            void fresh(request, response, (problem: unknown) => fail(call, response, problem));
          } else fail(call, response, error);
        },
      },
    });
  const agents = createOutboundAgents(config);
  const kept = through(agents.keepAlive);
  const fresh = through(agents.oneShot);

  return (request, response, next) => {
    const remote = tracing.startRemoteCall({ method: request.method, url: new URL('/color', backend) });
    if (remote.header !== undefined) request.headers[TRACE_HEADER.toLowerCase()] = remote.header;
    request.headers[REQUEST_ID_HEADER] = currentRequest()?.requestId;
    // What the browser says about its connection is not about the one to the backend.
    delete request.headers.connection;
    const call: ProxiedCall = {
      remote,
      outgoing: undefined,
      repeated: false,
      timedOut: false,
      ended: false,
    };
    calls.set(request, call);
    response.set('Cache-Control', 'no-store');
    const deadline = setTimeout(() => {
      call.timedOut = true;
      fail(call, response, undefined);
      call.outgoing?.destroy();
    }, timeoutMs);
    response.once('close', () => {
      clearTimeout(deadline);
      if (end(call, { error: new Error('the caller is gone') })) call.outgoing?.destroy();
    });
    void kept(request, response, next);
  };
}

/**
 * Whether the call was written onto a kept connection that its server was closing at that moment: it may be made once more, on a
 * new connection (RFC 9112, 9.3.1). Only GET and HEAD come here.
 */
function isStaleConnection(error: NodeJS.ErrnoException, { outgoing, repeated }: ProxiedCall): boolean {
  const isClosed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
  return isClosed && !repeated && outgoing?.reusedSocket === true;
}
