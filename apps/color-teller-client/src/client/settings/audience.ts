/** The cookie by which a route of the mesh may choose. */
const COOKIE = 'audience=beta';

/** Whether the browser's questions carry the cookie `audience=beta`. */
export function isBetaAudience(): boolean {
  return document.cookie.split('; ').includes(COOKIE);
}

/** Sets the cookie `audience=beta` for this browser, or takes it away. */
export function setBetaAudience(isBeta: boolean): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is for secure contexts only, and a workshop has http:// on a LAN.
  document.cookie = `${COOKIE}; path=/; SameSite=Lax${isBeta ? '' : '; max-age=0'}`;
}
