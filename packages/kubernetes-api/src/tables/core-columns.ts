import type { ConfigMap, KubernetesEvent, Namespace, Node, Secret } from '../objects/core.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { formatAge } from './format-age.ts';
import type { Column } from './table-columns.ts';

const NAME: Column<KubernetesObject> = { name: 'Name', cell: (it) => it.metadata.name };
const AGE: Column<KubernetesObject> = {
  name: 'Age',
  cell: (it, nowMs) => formatAge(it.metadata.creationTimestamp, nowMs),
};

const count = (map: object | undefined) => Object.keys(map ?? {}).length;

/** Columns of kinds that say nothing about themselves. */
export const PLAIN_COLUMNS: readonly Column<KubernetesObject>[] = [NAME, AGE];

/** Columns of namespaces. */
export const NAMESPACE_COLUMNS: readonly Column<Namespace>[] = [
  NAME,
  { name: 'Status', cell: (it) => it.status?.phase ?? 'Active' },
  AGE,
];

/** Columns of config maps. */
export const CONFIG_MAP_COLUMNS: readonly Column<ConfigMap>[] = [
  NAME,
  { name: 'Data', type: 'integer', cell: (it) => count(it.data) + count(it.binaryData) },
  AGE,
];

/** Columns of secrets. */
export const SECRET_COLUMNS: readonly Column<Secret>[] = [
  NAME,
  { name: 'Type', cell: (it) => it.type ?? 'Opaque' },
  { name: 'Data', type: 'integer', cell: (it) => count(it.data) },
  AGE,
];

/** Columns of events. */
export const EVENT_COLUMNS: readonly Column<KubernetesEvent>[] = [
  {
    name: 'Last Seen',
    cell: (it, nowMs) => formatAge(it.lastTimestamp ?? it.metadata.creationTimestamp, nowMs),
  },
  { name: 'Type', cell: (it) => it.type },
  { name: 'Reason', cell: (it) => it.reason },
  {
    name: 'Object',
    cell: (it) => `${(it.involvedObject.kind ?? '').toLowerCase()}/${it.involvedObject.name ?? ''}`,
  },
  { name: 'Source', wide: true, cell: (it) => it.source?.component ?? '' },
  { name: 'Message', cell: (it) => it.message },
  { name: 'Count', wide: true, type: 'integer', cell: (it) => it.count ?? 1 },
  { name: 'Name', wide: true, cell: (it) => it.metadata.name },
];

function nodeStatusText(node: Node): string {
  const ready = node.status?.conditions?.find((it) => it.type === 'Ready')?.status;
  const text = ready === 'True' ? 'Ready' : ready === 'False' ? 'NotReady' : 'Unknown';
  return node.spec?.unschedulable === true ? `${text},SchedulingDisabled` : text;
}

/** Columns of nodes. */
export const NODE_COLUMNS: readonly Column<Node>[] = [
  NAME,
  { name: 'Status', cell: nodeStatusText },
  { name: 'Roles', cell: () => '<none>' },
  AGE,
  { name: 'Version', cell: (it) => it.status?.nodeInfo?.kubeletVersion ?? '' },
  {
    name: 'Internal-IP',
    wide: true,
    cell: (it) => it.status?.addresses?.find((address) => address.type === 'InternalIP')?.address ?? '<none>',
  },
  { name: 'OS-Image', wide: true, cell: (it) => it.status?.nodeInfo?.osImage ?? '<unknown>' },
  {
    name: 'Container-Runtime',
    wide: true,
    cell: (it) => it.status?.nodeInfo?.containerRuntimeVersion ?? '<unknown>',
  },
];
