import { expect, it, onTestFinished } from 'vitest';
import { createKubernetesApi } from '../create-kubernetes-api.ts';
import { DEPLOYMENTS, EVENTS, PODS } from '../objects/kinds.ts';
import { ApiError } from '../store/api-error.ts';
import { startControllers } from './start-controllers.ts';

it('tries again to create a pod that is refused, and says why', async () => {
  let refused = true;
  const api = await createKubernetesApi({
    host: '127.0.0.1',
    port: 0,
    admitPod: (pod) => {
      if (refused) throw new ApiError(400, 'BadRequest', 'it belongs to nothing');
      return pod;
    },
  });
  const problems: string[] = [];
  const controllers = startControllers(api, {
    nodePorts: { allocate: async () => 30_000, release: () => undefined },
    podPort: () => undefined,
    onProblem: (message) => problems.push(message),
  });
  onTestFinished(async () => {
    await controllers.stop();
    await api.close();
  });
  const labels = { app: 'gateway' };
  api.store.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'gateway', namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'envoy', image: 'envoy:1' }] } },
    },
  });
  await expect
    .poll(() => api.store.list(EVENTS).filter(({ reason }) => reason === 'FailedCreate'))
    .toMatchObject([{ type: 'Warning', message: 'Error creating: it belongs to nothing' }]);
  refused = false;
  await expect.poll(() => api.store.list(PODS).length).toBe(2);
  expect(api.store.get(DEPLOYMENTS, 'default', 'gateway')?.status?.replicas).toBe(2);
  expect(problems).toEqual([]);
});
