import { RESOURCE_KINDS, type ResourceKind, type VirtualNodeSpec } from '@mesh-workshop/appmesh';

type QuotaName = (typeof RESOURCE_KINDS)[ResourceKind]['quota']['name'] | 'backendsPerVirtualNode';

/** App Mesh's own default quotas, per account and region. */
export const APP_MESH_QUOTAS = {
  ...Object.fromEntries(Object.values(RESOURCE_KINDS).map(({ quota }) => [quota.name, quota.appMesh])),
  backendsPerVirtualNode: 50,
} as Readonly<Record<QuotaName, number>>;

/** The quotas that apply; one that is absent limits nothing. */
export type Quotas = Readonly<Partial<Record<QuotaName, number>>>;

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
  const { name } = RESOURCE_KINDS[kind].quota;
  const quota = quotas[name];
  return quota === undefined || count < quota ? undefined : message(name, quota, count + 1);
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
