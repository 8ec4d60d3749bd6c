import { setTimeout as pause } from 'node:timers/promises';
import { awaitAnswers } from '../../load/await-answers.ts';
import { formatBusyness } from '../../load/busyness.ts';
import { readPods } from '../readers/kubectl.ts';
import type { Check, CheckContext } from './check.ts';

/** Requests after the last pod has gone, so that what its going has cost is among them. */
const MARGIN_REQUESTS = 120;
const SETTLED_WITHIN_MS = 180_000;
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
      await awaitAnswers(load, load.outcomes().length, MARGIN_REQUESTS, {
        onProgress: (come, wanted) =>
          context.progress(`${come} of ${wanted} requests of the background load`),
        signal: context.signal,
      });
      const outcomes = load.outcomes().slice(from);
      const failures = outcomes.filter((outcome) => !outcome.ok);
      const late = outcomes.flatMap((outcome) => (outcome.ok ? (outcome.busyness ?? []) : []));
      return {
        passed: failures.length === 0,
        expected,
        seen: `${failures.length} of ${outcomes.length} lost${failures[0] === undefined ? '' : `: ${failures[0].reason}`}${late.length === 0 ? '' : `, ${late.length} late (${formatBusyness(late)})`}`,
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
