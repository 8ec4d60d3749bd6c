import type { Kubectl } from '../readers/kubectl.ts';
import { askInside } from './answers-inside.ts';
import { type Check, SETTLES_WITHIN_MS } from './check.ts';

const REQUESTS = 20;

/**
 * A caller whose virtual node does not name the destination as a backend gets 404 from its own sidecar: the caller says so, and
 * the destination has counted none of its requests. That the destination does count is seen first, by a call from outside of the mesh.
 */
export function refusesUndeclared(caller: string, destination: string): Check {
  return {
    title: `the sidecar of ${caller} answers 404 for ${destination}, which it has not declared and which hears nothing of it`,
    // It asks for the count of one pod: until a rollout is over, another one might answer the second time.
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['pods/', `kubectl logs deployment/${caller}`, `kubectl describe virtualnodes`],
    async look({ kubectl, namespace }) {
      const before = await countRequests(kubectl, namespace, destination);
      const direct = await askInside(kubectl, namespace, destination, REQUESTS);
      const between = await countRequests(kubectl, namespace, destination);
      const answers = await askInside(kubectl, namespace, caller, REQUESTS);
      const after = await countRequests(kubectl, namespace, destination);
      const refused = answers.filter(
        ({ status, body }) => status === 502 && body.includes('"error":"backend: answered 404"'),
      );
      const others = answers.find((answer) => !refused.includes(answer));
      return {
        passed: between - before === direct.length && refused.length === REQUESTS && after === between,
        expected: `${REQUESTS} times 502 with "backend: answered 404", and no request more at ${destination}, which counted ${direct.length} direct ones`,
        seen:
          `${refused.length} of them, ${after - between} more at ${destination}, which counted ${between - before} direct ones` +
          (others === undefined ? '' : `; also ${others.status} ${others.body}`),
      };
    },
  };
}

/** How many requests to `/` a service has answered, by its own count. */
async function countRequests(kubectl: Kubectl, namespace: string, service: string): Promise<number> {
  const url = `http://${service}.${namespace}.svc.cluster.local:80/metrics`;
  return sumRequests(
    await kubectl('exec', 'jumpbox', '--namespace', namespace, '--', 'curl', '--silent', '--fail', url),
  );
}

/** The requests to `/` in a service's metrics, whatever their status. */
export function sumRequests(metrics: string): number {
  return metrics
    .split('\n')
    .filter((line) => line.startsWith('http_requests_total{') && line.includes('route="/"'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
