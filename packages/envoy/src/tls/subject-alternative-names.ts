import { isIP } from 'node:net';
import type { JsonObject } from '@mesh-workshop/json';

/**
 * The names of which a certificate has to have one; nothing for no names. App Mesh's are all of one kind, where Envoy asks for host
 * names, addresses and URIs apart. A host name is also that of a certificate for `*.example.com`.
 */
export function subjectAlternativeNames(names: readonly string[]): JsonObject {
  if (names.length === 0) return {};
  const matchers = names.map((exact) => ({ san_type: kindOf(exact), matcher: { exact } }));
  return { match_typed_subject_alt_names: matchers };
}

function kindOf(name: string): 'URI' | 'IP_ADDRESS' | 'DNS' {
  if (name.includes('://')) return 'URI';
  return isIP(name) === 0 ? 'DNS' : 'IP_ADDRESS';
}
