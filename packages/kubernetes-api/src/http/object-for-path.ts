import { isJsonObject, type JsonObject } from '@mesh-workshop/json';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { formatApiVersion } from '../resources/resource-registry.ts';
import { checkShape, withoutNulls } from '../resources/shape.ts';
import { badRequest } from '../store/refusals.ts';
import type { ApiRequest } from './api-request.ts';

/** The object of a body, checked against the URL and put into the stored version. */
export function objectForPath(
  request: ApiRequest,
  body: JsonObject | undefined,
  name?: string,
): KubernetesObject {
  const { definition, path } = request;
  if (body === undefined) throw badRequest('the request has no body');
  const expected = formatApiVersion(path.group, path.version);
  const { apiVersion = expected, kind = definition.kind } = body;
  if (apiVersion !== expected || kind !== definition.kind) {
    throw badRequest(
      `the object is ${apiVersion} ${kind}, but this is the address of ${expected} ${definition.kind}`,
    );
  }
  const metadata: JsonObject = isJsonObject(body.metadata) ? body.metadata : {};
  const named = (metadata.namespace ?? '') === '' ? path.namespace : metadata.namespace;
  if (named !== path.namespace) {
    throw badRequest(
      `the namespace of the provided object (${named}) does not match the namespace sent on the request (${path.namespace ?? 'none'})`,
    );
  }
  if (name !== undefined && metadata.name !== undefined && metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  const { namespace: _namespace, ...rest } = metadata;
  return {
    ...body,
    apiVersion: formatApiVersion(definition.group, definition.version),
    kind: definition.kind,
    metadata: {
      ...rest,
      ...(name === undefined ? {} : { name }),
      ...(path.namespace === undefined ? {} : { namespace: path.namespace }),
    },
  } as unknown as KubernetesObject;
}

/** Unknown members are refused, said or ignored, as the client's `fieldValidation` wants it. */
export function checkUnknownMembers(request: ApiRequest, object: KubernetesObject): void {
  const validation = request.query.get('fieldValidation') || 'Warn';
  if (request.definition.shape === undefined || validation === 'Ignore') return;
  const unknown = checkShape(withoutNulls(object), request.definition.shape).unknownMembers.map(
    (path) => `unknown field "${path}"`,
  );
  if (unknown.length === 0) return;
  if (validation === 'Strict') {
    throw badRequest(
      `${request.definition.kind} in version "${request.path.version}" cannot be handled as a ${request.definition.kind}: strict decoding error: ${unknown.join(', ')}`,
    );
  }
  request.warnings.push(...unknown);
}
