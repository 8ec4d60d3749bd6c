import { RESOURCE_KINDS, type ResourceKindRow } from '@mesh-workshop/appmesh';
import { parameterName } from './lookup.ts';
import type { HttpMethod, Operation, OperationRoute } from './operation.ts';
import {
  createResource,
  deleteResource,
  describeResource,
  listResources,
  updateResource,
} from './resource-operations.ts';
import { listTagsForResource, tagResource, untagResource } from './tag-operations.ts';

/** Where the version of the API stands in every path. */
export const API_PREFIX = '/v20190125';

const ON_KIND = [
  { verb: 'Create', method: 'PUT', handler: createResource, on: 'collection' },
  { verb: 'List', method: 'GET', handler: listResources, on: 'collection' },
  { verb: 'Describe', method: 'GET', handler: describeResource, on: 'item' },
  { verb: 'Update', method: 'PUT', handler: updateResource, on: 'item' },
  { verb: 'Delete', method: 'DELETE', handler: deleteResource, on: 'item' },
] as const;

/** Every operation of the API. */
export const OPERATIONS: readonly Operation[] = [
  ...Object.values(RESOURCE_KINDS).flatMap(
    (kind) =>
      ON_KIND.map((row) => ({
        ...route(row, kind),
        on: { verb: row.verb, kind },
        handle: (context, request) => row.handler(kind, context, request),
      })) satisfies readonly Operation[],
  ),
  { name: 'ListTagsForResource', method: 'GET', path: '/tags', handle: listTagsForResource },
  { name: 'TagResource', method: 'PUT', path: '/tag', handle: tagResource },
  { name: 'UntagResource', method: 'PUT', path: '/untag', handle: untagResource },
];

function route(row: (typeof ON_KIND)[number], kind: ResourceKindRow): OperationRoute {
  const path = row.on === 'collection' ? kind.path : `${kind.path}/{${kind.nameMember}}`;
  const method: HttpMethod = row.method;
  return {
    name: row.verb === 'List' ? `List${parameterName(kind.plural)}` : `${row.verb}${kind.label}`,
    method,
    path,
  };
}
