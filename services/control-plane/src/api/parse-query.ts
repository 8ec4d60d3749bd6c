/**
 * The parameters of a query, read once: what a signature is checked against is what the operations see. As in every URI (RFC 3986, and
 * as Signature Version 4 has it), a plus sign is itself; a space is `%20`.
 */
export function parseQuery(query: string): URLSearchParams {
  return new URLSearchParams(query.replaceAll('+', '%2B'));
}
