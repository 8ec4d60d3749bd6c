import { fromJson, toBinary } from '@bufbuild/protobuf';
import type { JsonObject } from '@mesh-workshop/json';
import { canonicalJson } from '@mesh-workshop/json';
import type { ResourceTypeName } from '../resource-set.ts';
import { contentHash } from '../snapshot/content-hash.ts';
import { descriptorRegistry, resourceMessage } from './descriptor-registry.ts';
import { type EncodingProblem, findEncodingProblems } from './find-encoding-problems.ts';

/** A resource with its bytes, made once for all proxies that get the same content. */
export interface EncodedResource {
  /** Content hash of the canonical JSON. */
  readonly hash: string;
  readonly json: JsonObject;
  /** The serialized message, as it stands in the `Any` of a response. */
  readonly bytes: Uint8Array;
}

export type Encoding =
  | { readonly encoded: EncodedResource }
  | { readonly problems: readonly EncodingProblem[] };

/**
 * By type and content. Weak, so that the bytes live exactly as long as some proxy's state holds them.
 */
const cache = new Map<string, WeakRef<EncodedResource>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (cache.get(key)?.deref() === undefined) {
    cache.delete(key);
  }
});

function encode(type: ResourceTypeName, json: JsonObject, hash: string): Encoding {
  const desc = resourceMessage(type);
  const problems = findEncodingProblems(desc, json);
  if (problems.length > 0) {
    return { problems };
  }
  try {
    const message = fromJson(desc, json as Parameters<typeof fromJson>[1], {
      registry: descriptorRegistry(),
    });
    return { encoded: { hash, json, bytes: toBinary(desc, message) } };
  } catch (error) {
    return { problems: [{ path: '', message: error instanceof Error ? error.message : String(error) }] };
  }
}

/** Encodes strictly: what the message does not have, or has with another type, is a problem and never dropped. */
export function encodeResource(type: ResourceTypeName, json: JsonObject): Encoding {
  const hash = contentHash(canonicalJson(json));
  const key = `${type}/${hash}`;
  const known = cache.get(key)?.deref();
  if (known !== undefined) {
    return { encoded: known };
  }
  const encoding = encode(type, json, hash);
  if ('encoded' in encoding) {
    cache.set(key, new WeakRef(encoding.encoded));
    forgotten.register(encoding.encoded, key);
  }
  return encoding;
}
