import type { RequestMatchModel, RewriteModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { regexRemainder } from '../routes/regex-remainder.ts';

type PathMatch = RequestMatchModel['path'];

/** One form of the path of a gateway route: what is matched, and what takes the place of the matched part. */
export interface GatewayPath {
  readonly match: PathMatch;
  readonly rewrite?: string;
}

/** A path as the client sends it, that fits both a gateway route and, once rewritten, a route behind it. */
export interface CombinedPath {
  readonly match: PathMatch;
  /** What the path has to fit besides, as a matcher of the header `:path`. */
  readonly also?: JsonObject;
  /** Members of Envoy's route action that rewrite the path. */
  readonly rewrite: JsonObject;
}

/**
 * The forms of a gateway route's path. A prefix takes whole segments: `/x` takes `/x` and `/x/y`, not `/xy`. Neither side of a
 * rewritten prefix decides about the slash between it and the rest: there is always exactly one.
 */
export function gatewayPaths({ kind, value }: PathMatch, rewrite: RewriteModel): readonly GatewayPath[] {
  const to = rewrite.path?.replace(/\/+/g, '/');
  if (kind !== 'prefix') return [withRewrite({ kind, value }, to)];
  const below = withRewrite({ kind: 'prefix', value: closed(value) }, to === undefined ? to : closed(to));
  return value.endsWith('/') ? [below] : [below, withRewrite({ kind: 'exact', value }, to)];
}

function withRewrite(match: PathMatch, to: string | undefined): GatewayPath {
  return to === undefined || (match.kind !== 'regex' && to === match.value)
    ? { match }
    : { match, rewrite: to };
}

function closed(prefix: string): string {
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/**
 * App Mesh's gateways routed twice: the gateway route rewrote the request and sent it to the gateway itself, where the routes of
 * the virtual service looked at what had become of it. This is both steps in one. `never`: no path fits both. `conflict`: it
 * cannot be said which ones do, because of a regular expression.
 */
export function combinePaths(gateway: GatewayPath, route: PathMatch): CombinedPath | 'never' | 'conflict' {
  const { match, rewrite } = gateway;
  const rewritten = match.kind === 'exact' ? (rewrite ?? match.value) : rewrite;
  if (match.kind === 'prefix') return belowPrefix(match.value, rewrite, route);
  if (rewritten === undefined) return bothUnchanged(match.value, route);
  const fits = pathFits(rewritten, route);
  if (fits === undefined) return 'conflict';
  return fits ? { match, rewrite: prefixRewrite(rewrite) } : 'never';
}

function belowPrefix(
  from: string,
  rewrite: string | undefined,
  route: PathMatch,
): CombinedPath | 'never' | 'conflict' {
  const to = rewrite ?? from;
  const { kind, value } = route;
  if (kind === 'prefix' && to.startsWith(value)) {
    return { match: { kind, value: from }, rewrite: prefixRewrite(rewrite) };
  }
  if (kind !== 'regex') {
    if (!value.startsWith(to)) return 'never';
    const match = { kind, value: `${from}${value.slice(to.length)}` };
    return { match, rewrite: prefixRewrite(rewrite === undefined ? undefined : value) };
  }
  if (rewrite === undefined) {
    const also = { name: ':path', string_match: { prefix: from } };
    return { match: route, rewrite: {}, ...(from === '/' ? {} : { also }) };
  }
  const remainder = regexRemainder(value, to);
  if (remainder.kind === 'none') return 'never';
  if (remainder.kind === 'unknown') return 'conflict';
  const match = { kind, value: `${quoteRegex(from)}(?:${remainder.regex})` };
  return { match, rewrite: regexRewrite(`^${quoteRegex(from)}`, to) };
}

/** A path that fits the expression of a gateway route which rewrites nothing, and the route. */
function bothUnchanged(regex: string, route: PathMatch): CombinedPath {
  if (route.kind === 'prefix') {
    const also = { name: ':path', string_match: { prefix: route.value } };
    return { match: { kind: 'regex', value: regex }, rewrite: {}, ...(route.value === '/' ? {} : { also }) };
  }
  // The header has the query as well.
  const also = { name: ':path', string_match: { safe_regex: { regex: `(?:${regex})(?:\\?.*)?` } } };
  return { match: route, rewrite: {}, also };
}

/** Whether a known path fits a match; undefined when it takes RE2 to say. */
function pathFits(path: string, { kind, value }: PathMatch): boolean | undefined {
  if (kind === 'exact') return path === value;
  if (kind === 'prefix') return path.startsWith(value);
  if (/\[:|\\[pPAzxa]|\(\?[^:]/.test(value)) return undefined;
  return new RegExp(`^(?:${value})$`).test(path);
}

/** Takes the place of the matched part: the prefix, or all of the path where all of it was matched. */
function prefixRewrite(to: string | undefined): JsonObject {
  return to === undefined ? {} : { prefix_rewrite: to };
}

function regexRewrite(regex: string, to: string): JsonObject {
  return { regex_rewrite: { pattern: { regex }, substitution: to.replaceAll('\\', '\\\\') } };
}

function quoteRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
