import type { HeaderMatchModel, RequestMatchModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';

/** Which requests a route takes, as Envoy's `match`. Method and scheme are pseudo-headers to Envoy; gRPC is told by its content type. */
export function translateRequestMatch(match: RequestMatchModel): JsonObject {
  const { isGrpc, path, method, scheme, headers, queryParameters } = match;
  const matchers = [
    ...(method === undefined ? [] : [exactHeader(':method', method)]),
    ...(scheme === undefined ? [] : [exactHeader(':scheme', scheme)]),
    ...headers.map(translateHeaderMatch),
  ];
  const parameters = queryParameters.map(({ name, value }) =>
    value === undefined ? { name, present_match: true } : { name, string_match: { exact: value } },
  );
  return {
    ...translatePath(path),
    ...(isGrpc ? { grpc: {} } : {}),
    ...(matchers.length === 0 ? {} : { headers: matchers }),
    ...(parameters.length === 0 ? {} : { query_parameters: parameters }),
  };
}

/** A header that must have one value. */
function exactHeader(name: string, value: string): JsonObject {
  return { name, string_match: { exact: value } };
}

function translatePath({ kind, value }: RequestMatchModel['path']): JsonObject {
  switch (kind) {
    case 'prefix':
      return { prefix: value };
    case 'exact':
      return { path: value };
    case 'regex':
      return { safe_regex: { regex: value } };
  }
}

/** A header that is absent matches nothing but an inverted test for its presence: so does Envoy, and so did App Mesh. */
function translateHeaderMatch({ name, invert, match }: HeaderMatchModel): JsonObject {
  return { name, ...headerTest(match), ...(invert ? { invert_match: true } : {}) };
}

function headerTest(match: HeaderMatchModel['match']): JsonObject {
  if (match === undefined) return { present_match: true };
  switch (match.kind) {
    case 'range':
      // 64 bits: a string in proto3 JSON.
      return { range_match: { start: String(match.start), end: String(match.end) } };
    case 'regex':
      return { string_match: { safe_regex: { regex: match.value } } };
    default:
      return { string_match: { [match.kind]: match.value } };
  }
}
