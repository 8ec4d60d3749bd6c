import type { IncomingMessage } from 'node:http';
import { ApiError } from '../store/api-error.ts';

const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * Anybody on this machine may use the API, a web page in their browser may not: it could run commands through it. Pages send an
 * Origin, or, after DNS rebinding, a Host that is no loopback name. Throws Forbidden.
 */
export function checkCaller(request: IncomingMessage): void {
  const { host = '', origin } = request.headers;
  if (origin === undefined && LOOPBACK_HOST.test(host)) return;
  throw new ApiError(
    403,
    'Forbidden',
    origin === undefined
      ? `the Host ${JSON.stringify(host)} is no loopback address: use 127.0.0.1 or localhost`
      : 'requests from web pages are not allowed (the request has an Origin header)',
  );
}
