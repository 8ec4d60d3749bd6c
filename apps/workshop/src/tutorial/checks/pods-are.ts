import { parsePodRows } from '../readers/kubectl.ts';
import type { Check, CheckContext, Look } from './check.ts';

const POD_LOGS = ['pods/', 'kubectl get pods', 'kubectl describe pods'];

/** kubectl shows every pod of the deployment as `2/2 Running`. */
export function podsAreReady(deployment: string): Check {
  return {
    title: `kubectl shows ${deployment} as 2/2 Running`,
    withinMs: 30_000,
    lookAt: POD_LOGS,
    look: (context) => lookAtPods(deployment, '2/2', context),
  };
}

/**
 * The pods wait for their virtual node: the service runs, its Envoy has no configuration yet, so they are `1/2`. When
 * the node exists already (the tutorial runs a second time), they must be `2/2`.
 */
export function podsWaitForTheirNode(deployment: string, virtualNode: string): Check {
  return {
    title: `kubectl shows ${deployment} as 1/2 while ${virtualNode} does not exist`,
    withinMs: 60_000,
    lookAt: POD_LOGS,
    look: async (context) =>
      lookAtPods(deployment, (await context.appMesh.virtualNodeExists(virtualNode)) ? '2/2' : '1/2', context),
  };
}

async function lookAtPods(deployment: string, ready: string, context: CheckContext): Promise<Look> {
  const table = await context.kubectl(
    'get',
    'pods',
    '--namespace',
    context.namespace,
    '--selector',
    `app=${deployment}`,
    '--no-headers',
  );
  const rows = parsePodRows(table);
  return {
    passed: rows.length > 0 && rows.every((row) => row.ready === ready && row.status === 'Running'),
    expected: `every pod of ${deployment} ${ready} Running`,
    seen:
      rows.length === 0 ? 'no pod' : rows.map((row) => `${row.name} ${row.ready} ${row.status}`).join(', '),
  };
}
