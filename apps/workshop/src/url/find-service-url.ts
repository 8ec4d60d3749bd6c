import { readObject } from '../kubernetes/read-objects.ts';
import { WorkshopError } from '../workshop-error.ts';
import { listLoadBalancers } from './list-load-balancers.ts';

/**
 * The address at which a Service of type LoadBalancer answers on this machine, http://127.0.0.1:<port>. Throws a WorkshopError that says what is there when
 * there is no such Service.
 */
export async function findServiceUrl(kubeconfig: string, namespace: string, name: string): Promise<string> {
  const service = await readObject(kubeconfig, 'services', namespace, name);
  if (service === undefined) {
    const known = (await listLoadBalancers(kubeconfig)).map((it) => `${it.name} (namespace ${it.namespace})`);
    throw new WorkshopError(
      `there is no service ${name} in namespace ${namespace}. ` +
        (known.length === 0
          ? 'No service of type LoadBalancer is deployed.'
          : `Services of type LoadBalancer: ${known.join(', ')}.`),
    );
  }
  if (service.spec.type !== 'LoadBalancer') {
    throw new WorkshopError(
      `service ${name} has type ${service.spec.type ?? 'ClusterIP'}, which has no address outside. ` +
        `Reach it with: ./workshop port-forward service/${name} -n ${namespace} :${service.spec.ports?.[0]?.port ?? '<port>'}`,
    );
  }
  const nodePort = service.spec.ports?.find((it) => it.nodePort !== undefined)?.nodePort;
  if (nodePort === undefined) {
    throw new WorkshopError(
      `service ${name} has no address yet. Look at it: kubectl describe service ${name} -n ${namespace}`,
    );
  }
  return `http://127.0.0.1:${nodePort}`;
}
