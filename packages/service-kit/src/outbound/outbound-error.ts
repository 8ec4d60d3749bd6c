import { isAxiosError } from 'axios';

/** A call to another service that did not succeed. The message is short and made for people. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  /** The status the other side answered with, when it answered. */
  readonly status: number | undefined;

  constructor(
    message: string,
    options: { readonly status?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }
}

/** What is known about the call that failed. */
export interface FailedCall {
  readonly url: URL;
  readonly timeoutMs: number;
  readonly timedOut: boolean;
  /** The proxy the call went through, if it did. */
  readonly proxy: string | undefined;
}

/** Says in one short sentence why a call failed; `error` is what axios or Node's own client gave. */
export function describeFailure(error: unknown, call: FailedCall): OutboundError {
  if (call.timedOut) return new OutboundError(`no answer within ${call.timeoutMs} ms`, { cause: error });
  if (!(error instanceof Error)) return new OutboundError(String(error), { cause: error });
  const response = isAxiosError(error) ? error.response : undefined;
  if (response !== undefined && !isStatusOk(response.status)) {
    const message = describeAnswer(response.status, response.data);
    return new OutboundError(message, { status: response.status, cause: error });
  }
  return new OutboundError(describeConnectionFailure(error, call), { cause: error });
}

/** Says what an answer that is no success says: its status, and the reason when the body has one. */
export function describeAnswer(status: number, body: unknown): string {
  const text = answerText(body);
  return `answered ${status}${text === '' ? '' : `: ${text}`}`;
}

function isStatusOk(status: number): boolean {
  return status >= 200 && status < 300;
}

function describeConnectionFailure(error: NodeJS.ErrnoException, { url, proxy }: FailedCall): string {
  const peer = proxy === undefined ? url.host : `the proxy ${new URL(proxy).host}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return `${peer} refuses connections`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name of ${peer} cannot be resolved`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return `${peer} cannot be reached`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${peer} closed the connection without an answer`;
    default:
      return error.message;
  }
}

/** The reason in an answer: the `error` of a JSON body, else the first line of a text. */
function answerText(body: unknown): string {
  if (typeof body !== 'string') return '';
  return shorten(jsonError(body) ?? body);
}

function jsonError(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('error' in parsed)) return undefined;
    return typeof parsed.error === 'string' ? parsed.error : undefined;
  } catch {
    // Not JSON: proxies, Envoy among them, explain themselves in plain text.
    return undefined;
  }
}

function shorten(body: string): string {
  const line = body.trim().split('\n', 1)[0]?.trim() ?? '';
  return line.length > 120 ? `${line.slice(0, 120)}...` : line;
}
