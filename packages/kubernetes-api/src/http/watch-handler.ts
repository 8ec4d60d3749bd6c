import type { JsonObject } from '@mesh-workshop/json';
import { fulfilsRequirements } from '@mesh-workshop/label-selector';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { qualifiedPlural } from '../resources/resource-registry.ts';
import type { FeedEntry } from '../store/change-feed.ts';
import { matchesFields, parseFieldSelector } from '../store/field-selector.ts';
import { parseLabelSelector } from '../store/label-selector.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import { badRequest, expired } from '../store/refusals.ts';
import { type ApiRequest, queryFlag, queryInteger, representationOf } from './api-request.ts';
import { listOptionsOf } from './read-handlers.ts';
import { representBookmark, representObject } from './representation.ts';

const BOOKMARK_INTERVAL_MS = 60_000;
/** Real servers end watches after 30 to 60 minutes when the client does not say. */
const DEFAULT_TIMEOUT_SECONDS = 3600;

/** setTimeout takes no longer delay: what asks for more gets this. */
const MAX_TIMEOUT_SECONDS = 24 * 24 * 3600;
/** What may wait for a client to read it; one that falls further behind is cut off and comes back by its version. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

/** What a change means to somebody who only sees the objects that match; undefined: nothing. */
function visibleEvent(
  entry: FeedEntry,
  matches: (object: KubernetesObject) => boolean,
): 'ADDED' | 'MODIFIED' | 'DELETED' | undefined {
  const before = entry.previous !== undefined && matches(entry.previous);
  const after = entry.type !== 'DELETED' && matches(entry.object);
  if (before && after) return 'MODIFIED';
  if (after) return 'ADDED';
  return before ? 'DELETED' : undefined;
}

function matcher(request: ApiRequest): (object: KubernetesObject) => boolean {
  const { namespace, labelSelector = '', fieldSelector = '' } = listOptionsOf(request);
  const { name } = request.path;
  const labels = parseLabelSelector(labelSelector);
  const fields = parseFieldSelector(fieldSelector, request.definition);
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    fulfilsRequirements(labels, object.metadata.labels) &&
    matchesFields(fields, object);
}

/** The version to continue from; undefined: start with what there is now. */
function startVersion(request: ApiRequest): number | undefined {
  const text = request.query.get('resourceVersion') ?? '';
  if (text === '' || text === '0' || queryFlag(request.query, 'sendInitialEvents')) return undefined;
  if (!/^\d+$/.test(text)) throw badRequest(`resourceVersion: "${text}" is not a version of this server`);
  return Number(text);
}

/**
 * GET with `watch=true`: newline-delimited events until the client leaves or reads too slowly, the timeout passes or the server closes. A version that
 * is no longer remembered gives an ERROR event with code 410, so that clients list again.
 */
export function handleWatch(store: MemoryObjectStore, request: ApiRequest): void {
  const { response, definition } = request;
  const form = representationOf(request);
  const matches = matcher(request);
  const from = startVersion(request);
  // 0 is what clients send that have no wish.
  const asked = queryInteger(request.query, 'timeoutSeconds') || DEFAULT_TIMEOUT_SECONDS;
  const timeoutSeconds = Math.min(asked, MAX_TIMEOUT_SECONDS);
  const wantsBookmarks = queryFlag(request.query, 'allowWatchBookmarks');
  const wantsInitial = queryFlag(request.query, 'sendInitialEvents');
  const watched = qualifiedPlural(definition);

  let isFirstAnswer = true;
  const send = (type: EventType, object: JsonObject) => {
    if (response.destroyed) return;
    response.write(`${JSON.stringify({ type, object })}\n`);
    // What there is at the start may be large; it is in memory anyway, and is read or the client is gone.
    if (!isFirstAnswer && response.writableLength > MAX_UNREAD_BYTES) response.destroy();
  };
  const sendObject = (type: EventType, object: KubernetesObject) =>
    send(type, representObject(object, { ...form, nowMs: store.now() }));
  const sendBookmark = (annotations?: JsonObject) =>
    send(
      'BOOKMARK',
      representBookmark(
        {
          resourceVersion: String(store.resourceVersion),
          ...(annotations === undefined ? {} : { annotations }),
        },
        form,
      ),
    );
  const deliver = (entry: FeedEntry) => {
    if (entry.kind !== watched) return;
    const type = visibleEvent(entry, matches);
    if (type === undefined) return;
    // An object that no longer matches is shown as it was, with the version of the change.
    const object = type === 'DELETED' && entry.previous ? withVersion(entry.previous, entry) : entry.object;
    sendObject(type, object);
  };

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  response.flushHeaders();
  if (from === undefined) {
    for (const object of store.list(definition, listOptionsOf(request))) {
      if (matches(object)) sendObject('ADDED', object);
    }
    if (wantsInitial) sendBookmark({ 'k8s.io/initial-events-end': 'true' });
  } else {
    const missed = store.changesSince(from);
    if (missed === undefined) {
      send('ERROR', expired(`too old resource version: ${from} (${store.resourceVersion})`).toStatus());
      response.end();
      return;
    }
    for (const entry of missed) deliver(entry);
  }
  isFirstAnswer = false;
  const stopWatching = store.watchAll(deliver);
  const bookmarks = wantsBookmarks ? setInterval(() => sendBookmark(), BOOKMARK_INTERVAL_MS) : undefined;
  const timeout = setTimeout(() => {
    if (wantsBookmarks) sendBookmark();
    response.end();
  }, timeoutSeconds * 1000);
  response.on('close', () => {
    stopWatching();
    clearInterval(bookmarks);
    clearTimeout(timeout);
  });
}

function withVersion(object: KubernetesObject, entry: FeedEntry): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(entry.resourceVersion) } };
}
