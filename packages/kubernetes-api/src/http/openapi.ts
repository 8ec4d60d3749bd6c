import type { JsonObject } from '@mesh-workshop/json';
import {
  formatApiVersion,
  parseApiVersion,
  type ResourceRegistry,
  servedVersions,
} from '../resources/resource-registry.ts';
import { servedApiVersions } from './discovery.ts';
import { NAMED_SCHEMAS, schemaOfResource } from './openapi-schema.ts';

function rootPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

/** `/openapi/v3`: where the document of each group version is. */
export function openApiIndex(registry: ResourceRegistry): JsonObject {
  const paths = servedApiVersions(registry).map((apiVersion) => {
    const path = rootPath(apiVersion);
    return [path, { serverRelativeURL: `/openapi/v3/${path}` }] as const;
  });
  return { paths: Object.fromEntries(paths) };
}

/**
 * The document of one group version: the schemas of its kinds, and that PATCH takes `fieldValidation`, so that clients leave validation to the server. It does
 * not say that PATCH takes strategic merges: kubectl then makes those from the types that it was built with, which know how lists are merged.
 */
export function openApiDocument(registry: ResourceRegistry, path: string): JsonObject | undefined {
  const apiVersion = path.replace(/^apis?\//, '');
  if (rootPath(apiVersion) !== path || !servedApiVersions(registry).includes(apiVersion)) return undefined;
  const { group, version } = parseApiVersion(apiVersion);
  const resources = registry.all().filter((it) => it.group === group && servedVersions(it).includes(version));
  const paths = resources.map((it) => {
    const scope = it.namespaced ? '/namespaces/{namespace}' : '';
    const patch = {
      parameters: [{ name: 'fieldValidation', in: 'query', schema: { type: 'string', uniqueItems: true } }],
      responses: { 200: { description: 'OK' } },
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group, version, kind: it.kind },
    };
    return [`/${rootPath(apiVersion)}${scope}/${it.plural}/{name}`, { patch }] as const;
  });
  const prefix = group === '' ? 'io.k8s.api.core' : group.split('.').toReversed().join('.');
  const schemas = resources.map((it) => [`${prefix}.${version}.${it.kind}`, schemaOfResource(it, version)]);
  return {
    openapi: '3.0.0',
    info: { title: 'A subset of the Kubernetes API', version: formatApiVersion(group, version) },
    paths: Object.fromEntries(paths),
    components: { schemas: { ...NAMED_SCHEMAS, ...Object.fromEntries(schemas) } },
  };
}
