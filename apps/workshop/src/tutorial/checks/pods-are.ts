import { type PodRow, readPods } from '../readers/kubectl.ts';
import { type Check, type CheckContext, type Look, SETTLES_WITHIN_MS } from './check.ts';

const POD_LOGS = ['pods/', 'kubectl get pods', 'kubectl describe pods'];

/** kubectl shows every pod of the deployment as `2/2 Running`. */
export function podsAreReady(deployment: string): Check {
  return {
    title: `kubectl shows ${deployment} as 2/2 Running`,
    withinMs: SETTLES_WITHIN_MS,
    lookAt: POD_LOGS,
    look: (context) => lookAtPods(deployment, '2/2', context),
  };
}

/** kubectl shows every pod of the deployments as running, with this many containers ready: `1/1`. */
export function podsAre(ready: string, ...deployments: readonly string[]): readonly Check[] {
  return deployments.map((deployment) => ({
    title: `kubectl shows ${deployment} as ${ready} Running`,
    // Pods that are on their way out are listed until they have finished what they were doing.
    withinMs: SETTLES_WITHIN_MS,
    lookAt: POD_LOGS,
    look: (context) => lookAtPods(deployment, ready, context),
  }));
}

/**
 * The pods wait for their virtual node: the service runs, its Envoy has no configuration yet, so they are `1/2`. When
 * the node exists already (the tutorial runs a second time), they must be `2/2`.
 */
export function podsWaitForTheirNode(deployment: string, virtualNode: string): Check {
  return {
    title: `kubectl shows ${deployment} as 1/2 while ${virtualNode} does not exist`,
    withinMs: SETTLES_WITHIN_MS,
    lookAt: POD_LOGS,
    look: async (context) =>
      lookAtPods(deployment, (await context.appMesh.virtualNodeExists(virtualNode)) ? '2/2' : '1/2', context),
  };
}

async function lookAtPods(deployment: string, ready: string, context: CheckContext): Promise<Look> {
  return judgePods(deployment, await readPods(context.kubectl, context.namespace, deployment), ready);
}

/** Whether there are pods, and all of them are as they should be. */
export function judgePods(deployment: string, pods: readonly PodRow[], ready: string): Look {
  return {
    passed: pods.length > 0 && pods.every((pod) => pod.ready === ready && pod.status === 'Running'),
    expected: `every pod of ${deployment} ${ready} Running`,
    seen:
      pods.length === 0 ? 'no pod' : pods.map((pod) => `${pod.name} ${pod.ready} ${pod.status}`).join(', '),
  };
}
