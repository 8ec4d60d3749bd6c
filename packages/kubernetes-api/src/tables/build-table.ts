import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { PrinterColumn, ResourceDefinition } from '../resources/resource-definition.ts';
import { qualifiedPlural } from '../resources/resource-registry.ts';
import {
  CONFIG_MAP_COLUMNS,
  EVENT_COLUMNS,
  NAMESPACE_COLUMNS,
  NODE_COLUMNS,
  PLAIN_COLUMNS,
  SECRET_COLUMNS,
} from './core-columns.ts';
import { formatAge } from './format-age.ts';
import { readJsonPath } from './json-path.ts';
import { POD_COLUMNS } from './pod-columns.ts';
import { ENDPOINT_SLICE_COLUMNS, SERVICE_COLUMNS } from './service-columns.ts';
import type { Cell, Column } from './table-columns.ts';
import { DEPLOYMENT_COLUMNS, JOB_COLUMNS, REPLICA_SET_COLUMNS } from './workload-columns.ts';

// Column<Pod> reads pods only; the key under which it stands here is what guarantees that it gets pods.
const COLUMNS = {
  pods: POD_COLUMNS,
  'deployments.apps': DEPLOYMENT_COLUMNS,
  'replicasets.apps': REPLICA_SET_COLUMNS,
  'jobs.batch': JOB_COLUMNS,
  services: SERVICE_COLUMNS,
  'endpointslices.discovery.k8s.io': ENDPOINT_SLICE_COLUMNS,
  namespaces: NAMESPACE_COLUMNS,
  configmaps: CONFIG_MAP_COLUMNS,
  secrets: SECRET_COLUMNS,
  events: EVENT_COLUMNS,
  nodes: NODE_COLUMNS,
} as unknown as Readonly<Record<string, readonly Column<KubernetesObject>[]>>;

function printerColumn(column: PrinterColumn): Column<KubernetesObject> {
  return {
    name: column.name,
    type: column.type === 'date' ? 'string' : column.type,
    wide: (column.priority ?? 0) > 0,
    ...(column.description === undefined ? {} : { description: column.description }),
    cell: (object, nowMs): Cell => {
      const values = readJsonPath(object, column.jsonPath);
      if (values.length === 0) return column.type === 'date' ? '<none>' : '';
      if (column.type === 'date') return formatAge(values[0], nowMs);
      const [first] = values;
      if (values.length === 1 && (typeof first === 'number' || typeof first === 'boolean')) return first;
      return values.map((it) => (typeof it === 'object' ? JSON.stringify(it) : String(it))).join(',');
    },
  };
}

function columnsOf(definition: ResourceDefinition): readonly Column<KubernetesObject>[] {
  if (definition.printerColumns === undefined) return COLUMNS[qualifiedPlural(definition)] ?? PLAIN_COLUMNS;
  const [name] = PLAIN_COLUMNS;
  return [...(name ? [name] : []), ...definition.printerColumns.map(printerColumn)];
}

/** How much of each object goes with its row: kubectl needs the metadata for namespaces and labels. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

function rowObject(object: KubernetesObject, include: IncludeObject): JsonObject {
  if (include === 'Object') return object as unknown as JsonObject;
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata as unknown as JsonValue,
  };
}

/** A meta.k8s.io/v1 Table of the objects. */
export function buildTable(
  definition: ResourceDefinition,
  objects: readonly KubernetesObject[],
  options: { readonly nowMs: number; readonly include: IncludeObject; readonly metadata: JsonObject },
): JsonObject {
  const columns = columnsOf(definition);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: columns.map((it) => ({
      name: it.name,
      type: it.type ?? 'string',
      format: it.name === 'Name' ? 'name' : '',
      description: it.description ?? '',
      priority: it.wide === true ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, options.nowMs)),
      ...(options.include === 'None' ? {} : { object: rowObject(object, options.include) }),
    })),
  };
}
