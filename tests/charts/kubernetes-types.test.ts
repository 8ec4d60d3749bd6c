import { describe, expect, test } from 'vitest';
import { CHARTS } from './charts.ts';
import { HELM, HELM_MISSING, renderChart } from './helm.ts';
import { kubernetesProblems } from './kubernetes-types.ts';

/** What makes a chart render objects that it has none of by default. */
const EVERYTHING: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'echo-frontend': { 'ingress.enabled': true, xrayDaemonAddress: 'xray.demos:2000' },
  'echo-backend': { 'autoscaling.enabled': true },
};

test.for(CHARTS)('every object of chart %s is one that Kubernetes knows', async (chart, ctx) => {
  if (HELM === undefined) return ctx.skip(HELM_MISSING);
  const objects = await renderChart(chart, EVERYTHING[chart]);
  expect(objects.flatMap((object) => kubernetesProblems(object) ?? [])).toEqual([]);
});

describe('an object that Kubernetes does not know', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod' };

  test.each([
    [{ ...pod, specs: {} }, 'Pod.specs does not exist'],
    [
      { ...pod, spec: { containers: [{ name: 'a', enviroment: [] }] } },
      'Pod.spec.containers[0].enviroment does not exist',
    ],
    [{ ...pod, spec: { containers: { name: 'a' } } }, 'Pod.spec.containers is not a list'],
    [{ ...pod, metadata: { labels: { a: 1 } } }, "Pod.metadata.labels['a'] is no string"],
    [
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: '3' } },
      'Deployment.spec.replicas is no number',
    ],
    [{ apiVersion: 'networking.k8s.io/v1', kind: 'Egress' }, 'there is no type V1Egress'],
  ])('is described by what is wrong with it: %j', (object, problem) => {
    expect(kubernetesProblems(object)).toEqual([problem]);
  });

  test('is left alone when its kind is not built in', () => {
    expect(kubernetesProblems({ apiVersion: 'appmesh.k8s.aws/v1beta2', kind: 'Mesh' })).toBeUndefined();
  });
});
