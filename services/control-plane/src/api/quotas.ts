import type { ResourceKind, VirtualNodeSpec } from '@mesh-workshop/appmesh';

/** App Mesh's own default quotas, per account and region. */
export const APP_MESH_QUOTAS = {
  meshes: 15,
  virtualServicesPerMesh: 200,
  virtualNodesPerMesh: 200,
  virtualRoutersPerMesh: 200,
  virtualGatewaysPerMesh: 3,
  routesPerVirtualRouter: 50,
  gatewayRoutesPerVirtualGateway: 10,
  backendsPerVirtualNode: 50,
} as const;

type QuotaName = keyof typeof APP_MESH_QUOTAS;

/** The quotas that apply; one that is absent limits nothing. */
export type Quotas = Readonly<Partial<Record<QuotaName, number>>>;

/** How many there may be of a kind, in what contains it. */
const OF_KIND: Readonly<Record<ResourceKind, QuotaName>> = {
  mesh: 'meshes',
  virtualService: 'virtualServicesPerMesh',
  virtualNode: 'virtualNodesPerMesh',
  virtualRouter: 'virtualRoutersPerMesh',
  virtualGateway: 'virtualGatewaysPerMesh',
  route: 'routesPerVirtualRouter',
  gatewayRoute: 'gatewayRoutesPerVirtualGateway',
};

/** What {@link parseQuotas} reads, for a person. */
export const QUOTAS_FORM = `off, app-mesh, or a list as meshes=15,virtualNodesPerMesh=200, which may begin with app-mesh; quotas: ${Object.keys(APP_MESH_QUOTAS).join(', ')}`;

/** Reads `off`, `app-mesh`, `meshes=15,...` or `app-mesh,meshes=30`; undefined when it is none of these. */
export function parseQuotas(text: string): Quotas | undefined {
  if (text === 'off') return {};
  const items = text.split(',');
  const quotas: Partial<Record<QuotaName, number>> = items[0] === 'app-mesh' ? { ...APP_MESH_QUOTAS } : {};
  for (const item of items[0] === 'app-mesh' ? items.slice(1) : items) {
    const [, name = '', value] = /^(\w+)=(\d{1,9})$/.exec(item) ?? [];
    if (!isQuotaName(name)) return undefined;
    quotas[name] = Number(value);
  }
  return quotas;
}

/** What one more resource of a kind would exceed, when there are `count`; undefined when it would nothing. */
export function exceededByOneMore(kind: ResourceKind, count: number, quotas: Quotas): string | undefined {
  const quota = quotas[OF_KIND[kind]];
  return quota === undefined || count < quota ? undefined : message(OF_KIND[kind], quota, count + 1);
}

/** What the backends of a virtual node exceed. */
export function exceededByBackends({ backends = [] }: VirtualNodeSpec, quotas: Quotas): string | undefined {
  const { backendsPerVirtualNode: quota } = quotas;
  if (quota === undefined || backends.length <= quota) return undefined;
  return message('backendsPerVirtualNode', quota, backends.length);
}

function message(name: QuotaName, quota: number, count: number): string {
  return `The quota ${name} is ${quota}, and this would be ${count}. Whoever runs the control plane can change it with QUOTAS.`;
}

function isQuotaName(name: string): name is QuotaName {
  return Object.hasOwn(APP_MESH_QUOTAS, name);
}
