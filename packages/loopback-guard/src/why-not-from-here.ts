/** What a request says of where it comes from; names in lower case, as `node:http` has them. */
export interface CallerHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * Why a server on loopback does not answer a request; undefined when it does. Everybody on this machine may use it, a web page in
 * their browser may not. A page sends an `Origin`, or, when its own name was made to lead to this machine (DNS rebinding), a `Host`
 * that is no loopback name.
 */
export function whyNotFromHere({ host = '', origin }: CallerHeaders): string | undefined {
  if (origin !== undefined)
    return 'requests from web pages are not allowed (the request has an Origin header)';
  if (LOOPBACK_HOST.test(host)) return undefined;
  return `the Host ${JSON.stringify(host)} is no loopback address: use 127.0.0.1 or localhost`;
}
