import type { ProxyView } from '../readers/admin-reader.ts';
import { readPods } from '../readers/kubectl.ts';
import { type Check, type CheckContext, type Look, SETTLES_WITHIN_MS } from './check.ts';

const PROXY_LOGS = [
  'control-plane.log',
  'pods/',
  'GET /proxies of the control plane (its address: ./workshop status)',
];

/** Every pod of the deployment has its Envoy connected under the virtual node, and all of them are in step. */
export function proxiesAreSynced(virtualNode: string, deployment: string): Check {
  return {
    title: `the sidecars of ${virtualNode} are synced`,
    withinMs: SETTLES_WITHIN_MS,
    lookAt: PROXY_LOGS,
    look: (context) => lookAtProxies(virtualNode, deployment, 'synced', context),
  };
}

/** As `proxiesAreSynced`, but while the virtual node does not exist they must be waiting for it. */
export function proxiesWaitForTheirNode(virtualNode: string, deployment: string): Check {
  return {
    title: `the sidecars of ${virtualNode} wait while it does not exist`,
    withinMs: SETTLES_WITHIN_MS,
    lookAt: PROXY_LOGS,
    look: async (context) =>
      lookAtProxies(
        virtualNode,
        deployment,
        (await context.appMesh.virtualNodeExists(virtualNode)) ? 'synced' : 'waiting',
        context,
      ),
  };
}

async function lookAtProxies(
  virtualNode: string,
  deployment: string,
  state: ProxyView['state'],
  context: CheckContext,
): Promise<Look> {
  const pods = await readPods(context.kubectl, context.namespace, deployment);
  const resource = `mesh/${context.meshName}/virtualNode/${virtualNode}`;
  const proxies = (await context.admin.proxies()).filter((proxy) => isOf(proxy, resource));
  return judgeProxies(
    { virtualNode, deployment, state },
    pods.map((pod) => pod.name),
    proxies,
  );
}

/** A waiting proxy has no resource yet, only the node id it came with. */
function isOf(proxy: ProxyView, resource: string): boolean {
  return proxy.resource === resource || proxy.nodeId === resource;
}

/** Whether every pod has its one sidecar, and all of them are in the state they should be in. */
export function judgeProxies(
  wanted: { readonly virtualNode: string; readonly deployment: string; readonly state: ProxyView['state'] },
  pods: readonly string[],
  proxies: readonly Pick<ProxyView, 'proxyId' | 'pod' | 'state' | 'reason'>[],
): Look {
  const missing = pods.filter((pod) => !proxies.some((proxy) => proxy.pod === pod));
  const seen = [
    ...proxies.map(
      (proxy) => `${proxy.pod ?? proxy.proxyId} ${proxy.state}${proxy.reason ? ` (${proxy.reason})` : ''}`,
    ),
    ...missing.map((pod) => `${pod} not connected`),
  ];
  return {
    passed:
      pods.length > 0 &&
      missing.length === 0 &&
      proxies.length === pods.length &&
      proxies.every((proxy) => proxy.state === wanted.state),
    expected: `${pods.length} sidecar(s) of ${wanted.virtualNode} ${wanted.state}, one per pod of ${wanted.deployment}`,
    seen: seen.length === 0 ? 'neither pods nor sidecars' : seen.join(', '),
  };
}
