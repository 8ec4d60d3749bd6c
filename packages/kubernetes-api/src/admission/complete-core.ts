import type { Namespace } from '../objects/core.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';

/** A namespace is kept by its own finalizer until the namespace controller has emptied it. */
export function completeNamespace(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): KubernetesObject {
  const namespace = object as Namespace;
  const { metadata } = namespace;
  return {
    ...namespace,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name },
    },
    spec: previous === undefined ? { finalizers: ['kubernetes'] } : (namespace.spec ?? previous.spec),
    status: {
      ...namespace.status,
      phase: metadata.deletionTimestamp === undefined ? 'Active' : 'Terminating',
    },
  };
}

/** `stringData` is write-only: it ends up in `data`, encoded. */
export function completeSecret(object: KubernetesObject): KubernetesObject {
  const { stringData, ...secret } = object as KubernetesObject & {
    readonly stringData?: Readonly<Record<string, string>>;
    readonly data?: Readonly<Record<string, string>>;
  };
  const encoded = Object.entries(stringData ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value).toString('base64'),
  ]);
  return {
    type: 'Opaque',
    ...secret,
    ...(encoded.length === 0 ? {} : { data: { ...secret.data, ...Object.fromEntries(encoded) } }),
  } as KubernetesObject;
}
