import { describe, expect, test } from 'vitest';
import { HELM, HELM_MISSING, renderChart, runHelm, SERVICE_CHARTS } from './helm.ts';
import { readRendered } from './rendered-path.ts';

const POD_TEMPLATE = 'Deployment/spec.template';
const CONTAINER = `${POD_TEMPLATE}.spec.containers[0]`;

test.for([...SERVICE_CHARTS, 'service-lib'])('helm lint --strict accepts chart %s', async (chart, ctx) => {
  if (HELM === undefined) return ctx.skip(HELM_MISSING);
  const outcome = await runHelm('lint', '--strict', `charts/${chart}`);
  expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
});

describe.each(SERVICE_CHARTS)('chart %s', (chart) => {
  test('makes a Deployment, a Service and a test pod', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart);
    expect(objects.map(({ kind }) => kind).sort()).toEqual(['Deployment', 'Pod', 'Service']);
  });

  test('names everything after the release, the image after the chart', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart, { version: '1.5' }, 'canary');
    expect(readRendered(objects, 'Deployment/metadata.name')).toBe('canary');
    expect(readRendered(objects, 'Service/metadata.name')).toBe('canary');
    expect(readRendered(objects, `${CONTAINER}.image`)).toBe(`mesh-workshop/${chart}:1.5`);
    expect(readRendered(objects, `${POD_TEMPLATE}.metadata.annotations`)).toEqual({
      'appmesh.k8s.aws/mesh': 'demomesh',
      'appmesh.k8s.aws/virtualNode': 'canary-vn',
    });
  });

  test('stays outside of any mesh when meshName is empty', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart, { meshName: '' });
    expect(readRendered(objects, `${POD_TEMPLATE}.metadata.annotations`)).toBeUndefined();
  });

  test('carries the recommended labels on every object', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    for (const object of await renderChart(chart)) {
      expect(object.metadata.labels, object.kind).toMatchObject({
        'app.kubernetes.io/version': '1.0',
        'app.kubernetes.io/part-of': 'order-tutorial',
        'app.kubernetes.io/managed-by': 'Helm',
        'helm.sh/chart': `${chart}-1.0.0`,
      });
    }
  });

  test('selects the pods of its own release, and not the test pod', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart, {}, 'canary');
    const selector = {
      app: 'canary',
      'app.kubernetes.io/name': chart,
      'app.kubernetes.io/instance': 'canary',
    };
    expect(readRendered(objects, 'Service/spec.selector')).toEqual(selector);
    expect(readRendered(objects, 'Deployment/spec.selector.matchLabels')).toEqual(selector);
    expect(readRendered(objects, `${POD_TEMPLATE}.metadata.labels`)).toMatchObject(selector);
    expect(readRendered(objects, 'Pod/metadata.labels')).not.toHaveProperty('app');
  });

  test('probes readiness and health on the port it names', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart);
    expect(readRendered(objects, `${CONTAINER}.readinessProbe.httpGet`)).toEqual({
      path: '/ready',
      port: 'http',
    });
    expect(readRendered(objects, `${CONTAINER}.livenessProbe.httpGet`)).toEqual({
      path: '/health',
      port: 'http',
    });
    expect(readRendered(objects, `${CONTAINER}.ports[name=http].containerPort`)).toBe(8080);
    expect(readRendered(objects, 'Service/spec.ports[0].targetPort')).toBe('http');
  });

  test('never has fewer pods than asked for while it rolls', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart);
    expect(readRendered(objects, 'Deployment/spec.strategy.rollingUpdate')).toEqual({
      maxSurge: 1,
      maxUnavailable: 0,
    });
  });

  test('runs all containers within the restricted security profile', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart);
    for (const pod of [`${POD_TEMPLATE}.spec`, 'Pod/spec']) {
      expect(readRendered(objects, `${pod}.securityContext.seccompProfile.type`)).toBe('RuntimeDefault');
      expect(readRendered(objects, `${pod}.automountServiceAccountToken`)).toBe(false);
      expect(readRendered(objects, `${pod}.containers[0].securityContext`)).toMatchObject({
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  test('tests from outside the mesh, over the Service', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart, {}, 'canary');
    expect(readRendered(objects, 'Pod/metadata.annotations')).toMatchObject({
      'helm.sh/hook': 'test',
      'appmesh.k8s.aws/sidecarInjectorWebhook': 'disabled',
    });
    expect(readRendered(objects, 'Pod/spec.containers[0].command[2]')).toContain(
      'http://canary.default.svc.cluster.local',
    );
  });
});

test('order is the one with a load balancer, on port 80', async (ctx) => {
  if (HELM === undefined) return ctx.skip(HELM_MISSING);
  const services = await Promise.all(SERVICE_CHARTS.map((chart) => renderChart(chart)));
  const specs = services.map(
    (objects) => readRendered(objects, 'Service/spec') as { type: string; ports: unknown },
  );
  expect(specs.map(({ type }) => type)).toEqual(['LoadBalancer', 'ClusterIP', 'ClusterIP']);
  expect(specs.map(({ ports }) => ports)).toMatchObject([[{ port: 80 }], [{ port: 8080 }], [{ port: 8080 }]]);
});
