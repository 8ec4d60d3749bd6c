import { listObjects } from '../kubernetes/read-objects.ts';

/** A Service of type LoadBalancer that has an address on this machine. */
export interface LoadBalancer {
  readonly namespace: string;
  readonly name: string;
  /** http://127.0.0.1:<port> */
  readonly url: string;
}

/** Every Service of type LoadBalancer that answers on this machine. Throws a WorkshopError when the API does not answer. */
export async function listLoadBalancers(kubeconfig: string): Promise<readonly LoadBalancer[]> {
  return (await listObjects(kubeconfig, 'services')).flatMap(({ metadata, spec }) => {
    const nodePort = spec.ports?.find((it) => it.nodePort !== undefined)?.nodePort;
    return spec.type !== 'LoadBalancer' || nodePort === undefined
      ? []
      : [
          {
            namespace: metadata.namespace ?? 'default',
            name: metadata.name,
            url: `http://127.0.0.1:${nodePort}`,
          },
        ];
  });
}
