import { isJsonObject, type JsonObject } from '@mesh-workshop/json';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import type { ListOptions } from '../store/object-store.ts';
import { expired, notFound } from '../store/refusals.ts';
import { type ApiRequest, queryInteger, representationOf, requireName, sendJson } from './api-request.ts';
import { representList, representObject } from './representation.ts';

/** What the query selects. */
export function listOptionsOf(request: ApiRequest): ListOptions {
  const labelSelector = request.query.get('labelSelector');
  const fieldSelector = request.query.get('fieldSelector');
  const { namespace } = request.path;
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
  };
}

/** GET of one object. */
export function handleGet(store: MemoryObjectStore, request: ApiRequest): void {
  const name = requireName(request);
  const object = store.get(request.definition, request.path.namespace, name);
  if (object === undefined) throw notFound(request.definition, name);
  sendJson(request.response, 200, representObject(object, representationOf(request)), request.warnings);
}

interface ContinueToken {
  readonly resourceVersion: string;
  readonly after: string;
}

function parseContinue(text: string): ContinueToken {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isJsonObject(token) && typeof token.resourceVersion === 'string' && typeof token.after === 'string') {
      return token as unknown as ContinueToken;
    }
  } catch {
    // Falls through to the same answer as a token of another shape.
  }
  throw expired('The provided continue parameter is not one of this server; list again from the start');
}

/** GET of a collection. Pages after the first are read from the present state, not from that of the first page. */
export function handleList(store: MemoryObjectStore, request: ApiRequest): void {
  const form = representationOf(request);
  const limit = queryInteger(request.query, 'limit') ?? 0;
  const continueText = request.query.get('continue');
  const token = continueText ? parseContinue(continueText) : undefined;
  const keyOf = ({ metadata }: { metadata: { namespace?: string; name: string } }) =>
    `${metadata.namespace ?? ''}/${metadata.name}`;
  const all = store
    .list(request.definition, listOptionsOf(request))
    .filter((it) => token === undefined || keyOf(it) > token.after);
  const page = limit > 0 ? all.slice(0, limit) : all;
  const last = page.at(-1);
  const resourceVersion = token?.resourceVersion ?? String(store.resourceVersion);
  const metadata: JsonObject = {
    resourceVersion,
    ...(page.length < all.length && last !== undefined
      ? {
          continue: Buffer.from(JSON.stringify({ resourceVersion, after: keyOf(last) })).toString(
            'base64url',
          ),
          remainingItemCount: all.length - page.length,
        }
      : {}),
  };
  sendJson(request.response, 200, representList(page, metadata, form), request.warnings);
}
