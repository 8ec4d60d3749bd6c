import { isJsonObject, type JsonObject } from '@mesh-workshop/json';
import type { KubernetesObject, NewObject } from '../objects/kubernetes-object.ts';
import { applyServerSide } from '../patch/server-side-apply.ts';
import { withoutNulls } from '../resources/shape.ts';
import type { AppliedConfigurations } from '../store/applied-configurations.ts';
import type { MemoryObjectStore } from '../store/memory-object-store.ts';
import type { DeleteOptions } from '../store/object-store.ts';
import { badRequest, notFound } from '../store/refusals.ts';
import { type ApiRequest, representationOf, requireName, sendJson, writeOptionsOf } from './api-request.ts';
import { checkUnknownMembers, objectForPath } from './object-for-path.ts';
import { APPLY_PATCH, patchObject } from './patch-object.ts';
import { listOptionsOf } from './read-handlers.ts';
import { representList, representObject } from './representation.ts';
import { mediaType, parseDocument, parseObject } from './request-body.ts';
import { scaledObject, scaleOf } from './scale.ts';

/** What the writing handlers work on. */
export interface WriteContext {
  readonly store: MemoryObjectStore;
  readonly applied: AppliedConfigurations;
}

function warnNoEffect({ definition, warnings }: ApiRequest): void {
  if (definition.noEffect === undefined) return;
  warnings.push(`${definition.kind} is stored and shown, but has no effect here: ${definition.noEffect}`);
}

function sendObject(request: ApiRequest, code: number, object: KubernetesObject): void {
  sendJson(request.response, code, representObject(object, representationOf(request)), request.warnings);
}

/** POST to a collection. */
export function handleCreate({ store }: WriteContext, request: ApiRequest, body: Buffer): void {
  const object = objectForPath(request, parseObject(body, request.contentType));
  if (object.metadata.resourceVersion)
    throw badRequest('resourceVersion should not be set on objects to be created');
  checkUnknownMembers(request, object);
  warnNoEffect(request);
  sendObject(request, 201, store.create(object as NewObject, writeOptionsOf(request)));
}

/** PUT of an object, its status or its scale. */
export function handleUpdate({ store }: WriteContext, request: ApiRequest, body: Buffer): void {
  const { definition, path } = request;
  const name = requireName(request);
  const given = parseObject(body, request.contentType);
  const options = writeOptionsOf(request);
  if (path.subresource === 'scale') {
    writeScale(store, request, () => given ?? {});
    return;
  }
  const object = objectForPath(request, given, name);
  if (store.get(definition, path.namespace, name) === undefined) throw notFound(definition, name);
  checkUnknownMembers(request, object);
  const written =
    path.subresource === 'status' ? store.updateStatus(object, options) : store.update(object, options);
  sendObject(request, 200, written);
}

function writeScale(
  store: MemoryObjectStore,
  request: ApiRequest,
  scaleFrom: (current: KubernetesObject) => JsonObject,
): void {
  const { definition, path } = request;
  const name = requireName(request);
  const paths = definition.subresources?.scale;
  const current = store.get(definition, path.namespace, name);
  if (current === undefined || paths === undefined) throw notFound(definition, name);
  const scaled = scaledObject(
    current,
    scaleFrom(scaleOf(current, paths) as unknown as KubernetesObject),
    definition,
    paths,
  );
  sendJson(request.response, 200, scaleOf(store.update(scaled, writeOptionsOf(request)), paths));
}

/** PATCH of an object, its status or its scale. */
export function handlePatch(context: WriteContext, request: ApiRequest, body: Buffer): void {
  const { store } = context;
  const { definition, path } = request;
  const name = requireName(request);
  if (mediaType(request.contentType) === APPLY_PATCH) {
    handleApply(context, request, body);
    return;
  }
  if (path.subresource === 'scale') {
    writeScale(
      store,
      request,
      (scale) =>
        patchObject(scale, body, request.contentType, {
          ...definition,
          mergesLists: true,
        }) as unknown as JsonObject,
    );
    return;
  }
  const current = store.get(definition, path.namespace, name);
  if (current === undefined) throw notFound(definition, name);
  const patched = patchObject(current, body, request.contentType, definition);
  if (patched.metadata.name !== name) throw badRequest('a patch cannot rename an object');
  if (path.subresource === 'status') {
    sendObject(request, 200, store.updateStatus(patched, writeOptionsOf(request)));
    return;
  }
  checkUnknownMembers(request, patched);
  sendObject(request, 200, store.update(patched, writeOptionsOf(request)));
}

/** Server-side apply: creates the object when it is not there. */
function handleApply({ store, applied }: WriteContext, request: ApiRequest, body: Buffer): void {
  const { definition, path, query } = request;
  const name = requireName(request);
  const manager = query.get('fieldManager') ?? '';
  if (manager === '') throw badRequest('fieldManager is required for apply patch');
  const parsed = withoutNulls(parseDocument(body, 'application/yaml'));
  const next = objectForPath(request, isJsonObject(parsed) ? parsed : undefined, name);
  checkUnknownMembers(request, next);
  const options = writeOptionsOf(request);
  const { resourceVersion: _version, uid: _uid, ...metadata } = next.metadata;
  const configuration = { ...next, metadata } as unknown as JsonObject;
  const current = store.get(definition, path.namespace, name);
  let written: KubernetesObject;
  if (current === undefined) {
    warnNoEffect(request);
    written = store.create(next as NewObject, options);
  } else {
    const { uid } = current.metadata;
    const merged = applyServerSide(
      current as unknown as JsonObject,
      configuration,
      applied.get(uid, manager),
      applied.others(uid, manager),
      definition.mergesLists === true,
    ) as unknown as KubernetesObject;
    written =
      path.subresource === 'status' ? store.updateStatus(merged, options) : store.update(merged, options);
  }
  if (options.dryRun !== true) applied.set(written.metadata.uid, manager, configuration);
  sendObject(request, current === undefined ? 201 : 200, written);
}

function deleteOptionsOf(request: ApiRequest, body: Buffer): DeleteOptions {
  const { query } = request;
  const given = parseObject(body, request.contentType) ?? {};
  const grace = given.gracePeriodSeconds ?? query.get('gracePeriodSeconds');
  const policy = given.propagationPolicy ?? query.get('propagationPolicy') ?? undefined;
  if (policy !== undefined && policy !== 'Background' && policy !== 'Foreground' && policy !== 'Orphan') {
    throw badRequest(
      `propagationPolicy: ${JSON.stringify(policy)} is not one of Background, Foreground, Orphan`,
    );
  }
  const { uid, resourceVersion } = isJsonObject(given.preconditions) ? given.preconditions : {};
  const dryRun =
    writeOptionsOf(request).dryRun === true || (Array.isArray(given.dryRun) && given.dryRun.includes('All'));
  return {
    dryRun,
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    preconditions: {
      ...(typeof uid === 'string' ? { uid } : {}),
      ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
    },
  };
}

/** DELETE of one object: a Status when it is gone, the object while something still keeps it. */
export function handleDelete({ store }: WriteContext, request: ApiRequest, body: Buffer): void {
  const { definition, path } = request;
  const name = requireName(request);
  const deleted = store.delete(definition, path.namespace, name, deleteOptionsOf(request, body));
  if (store.get(definition, path.namespace, name) !== undefined) {
    sendObject(request, 200, deleted);
    return;
  }
  sendJson(request.response, 200, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      ...(definition.group === '' ? {} : { group: definition.group }),
      kind: definition.plural,
      uid: deleted.metadata.uid,
    },
  });
}

/** DELETE of everything the query selects. */
export function handleDeleteCollection({ store }: WriteContext, request: ApiRequest, body: Buffer): void {
  const options = deleteOptionsOf(request, body);
  const deleted = store
    .list(request.definition, listOptionsOf(request))
    .map((it) => store.delete(request.definition, it.metadata.namespace, it.metadata.name, options));
  const metadata = { resourceVersion: String(store.resourceVersion) };
  sendJson(request.response, 200, representList(deleted, metadata, representationOf(request)));
}
