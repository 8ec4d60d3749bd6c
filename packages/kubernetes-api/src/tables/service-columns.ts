import { formatLabelSelector } from '@mesh-workshop/label-selector';
import type { EndpointSlice, Service } from '../objects/service.ts';
import { formatAge } from './format-age.ts';
import type { Column } from './table-columns.ts';

function externalAddress({ spec, status }: Service): string {
  if (spec.type === 'ExternalName') return spec.externalName ?? '<none>';
  if (spec.type !== 'LoadBalancer') return '<none>';
  const addresses = (status?.loadBalancer?.ingress ?? []).map((it) => it.ip ?? it.hostname ?? '');
  return addresses.length === 0 ? '<pending>' : addresses.join(',');
}

function portsText({ spec }: Service): string {
  const ports = (spec.ports ?? []).map(
    (it) => `${it.port}${it.nodePort === undefined ? '' : `:${it.nodePort}`}/${it.protocol ?? 'TCP'}`,
  );
  return ports.length === 0 ? '<none>' : ports.join(',');
}

/** Columns of services. */
export const SERVICE_COLUMNS: readonly Column<Service>[] = [
  { name: 'Name', cell: (it) => it.metadata.name },
  { name: 'Type', cell: (it) => it.spec.type ?? 'ClusterIP' },
  { name: 'Cluster-IP', cell: (it) => it.spec.clusterIP ?? '<none>' },
  { name: 'External-IP', cell: externalAddress },
  { name: 'Port(s)', cell: portsText },
  { name: 'Age', cell: (it, nowMs) => formatAge(it.metadata.creationTimestamp, nowMs) },
  {
    name: 'Selector',
    wide: true,
    cell: (it) => formatLabelSelector(it.spec.selector && { matchLabels: it.spec.selector }) || '<none>',
  },
];

/** Columns of endpoint slices. */
export const ENDPOINT_SLICE_COLUMNS: readonly Column<EndpointSlice>[] = [
  { name: 'Name', cell: (it) => it.metadata.name },
  { name: 'AddressType', cell: (it) => it.addressType },
  { name: 'Ports', cell: (it) => it.ports?.map((port) => String(port.port)).join(',') || '<unset>' },
  {
    name: 'Endpoints',
    cell: (it) => it.endpoints?.flatMap((endpoint) => endpoint.addresses).join(',') || '<unset>',
  },
  { name: 'Age', cell: (it, nowMs) => formatAge(it.metadata.creationTimestamp, nowMs) },
];
