import { badRequest } from '../store/refusals.ts';

/** Where a request points to, before anybody looked whether it exists. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly plural: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Where a request goes to. Throws BadRequest for what is no path, such as the name and port of CONNECT. */
export function readTarget(target: string): URL {
  // Of a path that begins with //, the first part would be a host.
  const absolute = target.startsWith('/') ? `http://localhost${target}` : target;
  if (!URL.canParse(absolute)) throw badRequest(`${JSON.stringify(target)} is not a path`);
  return new URL(absolute);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Parses `/api/v1/...` and `/apis/<group>/<version>/...`. Undefined for other paths, discovery included. Namespaces themselves
 * are `/api/v1/namespaces/<name>`, everything inside is one segment longer.
 */
export function parseResourcePath(pathname: string): ResourcePath | undefined {
  const [root, ...segments] = pathname
    .split('/')
    .filter((it) => it !== '')
    .map(decode);
  const group = root === 'api' ? '' : segments.shift();
  const version = segments.shift();
  if ((root !== 'api' && root !== 'apis') || group === undefined || version === undefined) return undefined;
  const [first, namespace, ...rest] = segments;
  if (first === undefined) return undefined;
  const isOwnSubresource = rest[0] === 'status' || rest[0] === 'finalize';
  if (
    root === 'api' &&
    first === 'namespaces' &&
    (rest.length === 0 || (rest.length === 1 && isOwnSubresource))
  ) {
    return { group, version, namespace: undefined, plural: first, name: namespace, subresource: rest[0] };
  }
  const inNamespace = first === 'namespaces' && namespace !== undefined && rest.length > 0;
  const [plural = '', name, subresource, ...tooMany] = inNamespace ? rest : segments;
  if (tooMany.length > 0) return undefined;
  return { group, version, namespace: inNamespace ? namespace : undefined, plural, name, subresource };
}
