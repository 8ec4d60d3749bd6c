import { WorkshopError } from '../workshop-error.ts';

/** A local port, 0 for any free one, and the port of the target: a number or a name. */
export interface PortPair {
  readonly local: number;
  readonly remote: string;
}

/** Reads `8080:80`, `:80` (any free local port), `8080` (the same on both sides) and names as in `8080:http`. */
export function parsePortPair(text: string): PortPair {
  const match = /^(?:(\d*):)?([a-z0-9-]+)$/.exec(text);
  if (match !== null) {
    const [, local, remote = ''] = match;
    const port = local === undefined ? Number(remote) : local === '' ? 0 : Number(local);
    if (Number.isInteger(port) && port <= 65_535 && (!/^\d+$/.test(remote) || isPort(Number(remote)))) {
      return { local: port, remote };
    }
  }
  throw new WorkshopError(
    `${JSON.stringify(text)} is no pair of ports. Allowed: 8080:80, :80 (any free local port), 8080, 8080:http.`,
    2,
  );
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}
