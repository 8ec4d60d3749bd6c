/** How v1beta1 made the name of a node, router or route unique in the mesh; a dot stood before another namespace. */
export function namespacedName(name: string, namespace: string): string {
  return name.includes('.') ? name.replaceAll('.', '-') : `${name}-${namespace}`;
}

/**
 * The short name in the host name of a service: `hello` of `hello.case-study.svc.cluster.local`, in that namespace. Any other
 * host name stays what it is.
 */
export function shortServiceName(hostname: string, namespace: string): string {
  const [, short = ''] = /^([a-z0-9-]+)\.([^.]+)(\.svc(\.cluster\.local)?)?$/.exec(hostname) ?? [];
  return short !== '' && hostname.split('.')[1] === namespace ? short : hostname;
}

/** A name in App Mesh as the name of an object, which may have fewer characters. */
export function toObjectName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}
