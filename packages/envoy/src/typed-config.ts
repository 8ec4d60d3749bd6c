import type { JsonObject } from '@mesh-workshop/json';

/** An Any: a message with its type, as `envoy.extensions.filters.http.router.v3.Router`. */
export function typed(type: string, message: JsonObject = {}): JsonObject {
  return { '@type': `type.googleapis.com/${type}`, ...message };
}

/** An extension: its name, and its configuration with the type. */
export function extension(name: string, type: string, message: JsonObject = {}): JsonObject {
  return { name, typed_config: typed(type, message) };
}
