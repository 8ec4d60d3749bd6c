import { setTimeout as pause } from 'node:timers/promises';
import type { Load } from '../../load/start-load.ts';
import { readPods } from '../readers/kubectl.ts';
import type { Check, CheckContext } from './check.ts';

/** Requests after the last pod has gone, so that what its going has cost is among them. */
const MARGIN_REQUESTS = 120;
const SETTLED_WITHIN_MS = 90_000;
const LOOK_AGAIN_MS = 200;

/** All pods of the deployments are replaced while the background load goes on. */
export function restartLosesNothing(...deployments: readonly string[]): Check {
  return losesNothing(`restarting ${deployments.join(' and ')}`, async (context) => {
    const { kubectl, namespace } = context;
    for (const deployment of deployments) {
      const replicas = (await readPods(kubectl, namespace, deployment)).length;
      await kubectl('rollout', 'restart', `deployment/${deployment}`, '--namespace', namespace);
      await settled(context, deployment, replicas);
    }
  });
}

/** A deployment gets so many pods, and the number it had again, while the background load goes on. */
export function scalingLosesNothing(deployment: string, replicas: number): Check {
  return losesNothing(`scaling ${deployment} to ${replicas} and back`, async (context) => {
    const { kubectl, namespace } = context;
    const before = (await readPods(kubectl, namespace, deployment)).length;
    for (const count of [replicas, before]) {
      await kubectl('scale', `deployment/${deployment}`, `--replicas=${count}`, '--namespace', namespace);
      await settled(context, deployment, count);
    }
  });
}

function losesNothing(action: string, act: (context: CheckContext) => Promise<void>): Check {
  const expected = 'every request of the background load answered';
  return {
    title: `${action} loses no request`,
    withinMs: 0,
    lookAt: ['pods/', 'control-plane.log', 'service-proxy.log'],
    async look(context) {
      const { load } = context;
      if (load === undefined) return { passed: false, expected, seen: 'there is no background load' };
      const from = load.outcomes().length;
      await act(context);
      await further(load, context.signal);
      const outcomes = load.outcomes().slice(from);
      const failures = outcomes.filter((outcome) => !outcome.ok);
      return {
        passed: failures.length === 0,
        expected,
        seen: `${failures.length} of ${outcomes.length} failed${failures[0] === undefined ? '' : `: ${failures[0].reason}`}`,
      };
    },
  };
}

/** Until the rollout is over, as many pods as wanted are there and none is on its way out. */
async function settled(context: CheckContext, deployment: string, replicas: number): Promise<void> {
  const { kubectl, namespace, signal } = context;
  const limit = `--timeout=${SETTLED_WITHIN_MS / 1000}s`;
  await kubectl('rollout', 'status', `deployment/${deployment}`, '--namespace', namespace, limit);
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const pods = await readPods(kubectl, namespace, deployment);
    if (pods.length === replicas && pods.every((pod) => pod.status === 'Running')) return;
    if (performance.now() > deadline) {
      const seen = pods.map((pod) => `${pod.name} ${pod.ready} ${pod.status}`).join(', ');
      throw new Error(`${deployment} has not settled at ${replicas} pod(s): ${seen || 'no pod'}`);
    }
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
}

async function further(load: Load, signal: AbortSignal): Promise<void> {
  const until = load.outcomes().length + MARGIN_REQUESTS;
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  while (load.outcomes().length < until) {
    if (performance.now() > deadline) throw new Error('the background load does not go on');
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
}
