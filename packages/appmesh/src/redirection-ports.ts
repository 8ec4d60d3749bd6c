/** Where App Mesh's redirection sends the connections that come in to a proxy. */
export const REDIRECT_INGRESS_PORT = 15000;
/** Where it sends those that go out. */
export const REDIRECT_EGRESS_PORT = 15001;

/** Whether redirection uses a port itself: there the proxy listens, not the application, and what arrives is not told apart. */
export function isRedirectionPort(port: number): boolean {
  return port === REDIRECT_INGRESS_PORT || port === REDIRECT_EGRESS_PORT;
}
