import type { Deployment, KubernetesObject, Pod, Service } from '@mesh-workshop/kubernetes-api';
import { WorkshopError } from '../workshop-error.ts';
import { readApiAccess } from './read-api-access.ts';
import { requestKubernetes } from './request-kubernetes.ts';

/** The kinds that commands read, with the path of their collection. */
interface ReadableKinds {
  readonly pods: Pod;
  readonly services: Service;
  readonly deployments: Deployment;
}

const GROUP_PATHS: Readonly<Record<keyof ReadableKinds, string>> = {
  pods: '/api/v1',
  services: '/api/v1',
  deployments: '/apis/apps/v1',
};

/** Reads one object of the API that the kubeconfig names; undefined when there is none. Throws a WorkshopError when the API does not answer. */
export async function readObject<K extends keyof ReadableKinds>(
  kubeconfig: string,
  kind: K,
  namespace: string,
  name: string,
): Promise<ReadableKinds[K] | undefined> {
  const path = `${GROUP_PATHS[kind]}/namespaces/${encodeURIComponent(namespace)}/${kind}/${encodeURIComponent(name)}`;
  return (await getJson(kubeconfig, path)) as ReadableKinds[K] | undefined;
}

/** Lists objects, of all namespaces when none is given. */
export async function listObjects<K extends keyof ReadableKinds>(
  kubeconfig: string,
  kind: K,
  filter: { readonly namespace?: string; readonly labelSelector?: string } = {},
): Promise<readonly ReadableKinds[K][]> {
  const scope = filter.namespace === undefined ? '' : `/namespaces/${encodeURIComponent(filter.namespace)}`;
  const query =
    filter.labelSelector === undefined ? '' : `?labelSelector=${encodeURIComponent(filter.labelSelector)}`;
  const list = (await getJson(kubeconfig, `${GROUP_PATHS[kind]}${scope}/${kind}${query}`)) as
    | { readonly items: readonly KubernetesObject[] }
    | undefined;
  return (list?.items ?? []) as readonly ReadableKinds[K][];
}

/** matchLabels as kubectl's selector syntax. */
export function formatLabelSelector(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

async function getJson(kubeconfig: string, path: string): Promise<unknown> {
  const api = await readApiAccess(kubeconfig);
  const { status, body } = await requestKubernetes(api, path).catch((error: unknown) => {
    throw new WorkshopError(
      `the Kubernetes API at ${api.url} does not answer: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  if (status === 404) return undefined;
  if (status !== 200) throw new WorkshopError(`GET ${path} at ${api.url}: status ${status}`);
  return JSON.parse(body);
}
