import { isJsonObject, type JsonObject, type JsonValue, mergePatch } from '@mesh-workshop/json';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { badRequest } from '../store/refusals.ts';
import { mediaType, parseDocument, unsupportedMediaType } from './request-body.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_MERGE_PATCH = 'application/strategic-merge-patch+json';

/** The content type of server-side apply. */
export const APPLY_PATCH = 'application/apply-patch+yaml';

/** The object after a JSON patch, JSON merge patch or strategic merge patch, chosen by content type. */
export function patchObject(
  object: KubernetesObject,
  body: Buffer,
  contentType: string | undefined,
  definition: ResourceDefinition,
): KubernetesObject {
  const type = mediaType(contentType);
  const document = object as unknown as JsonObject;
  let patched: JsonValue;
  if (type === JSON_PATCH) patched = applyJsonPatch(document, parseDocument(body, type));
  else if (type === MERGE_PATCH) patched = mergePatch(document, parseDocument(body, type));
  else if (type === STRATEGIC_MERGE_PATCH && definition.mergesLists === true) {
    patched = applyStrategicMergePatch(document, parseDocument(body, type));
  } else {
    throw unsupportedMediaType(type, [
      JSON_PATCH,
      MERGE_PATCH,
      ...(definition.mergesLists === true ? [STRATEGIC_MERGE_PATCH] : []),
      APPLY_PATCH,
    ]);
  }
  if (!isJsonObject(patched) || !isJsonObject(patched.metadata)) {
    throw badRequest('the patch does not leave an object with metadata');
  }
  return patched as unknown as KubernetesObject;
}
