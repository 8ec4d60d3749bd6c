import { describe, expect, test } from 'vitest';
import { CHARTS, SERVICE_CHARTS } from './charts.ts';
import { HELM, HELM_MISSING, renderChart, runHelm } from './helm.ts';
import { readRendered } from './rendered-path.ts';

const POD_TEMPLATE = 'Deployment/spec.template';
const CONTAINER = `${POD_TEMPLATE}.spec.containers[0]`;

test.for([...CHARTS, 'service-lib'])('helm lint --strict accepts chart %s', async (chart, ctx) => {
  if (HELM === undefined) return ctx.skip(HELM_MISSING);
  const outcome = await runHelm('lint', '--strict', `charts/${chart}`);
  expect(outcome.exitCode, outcome.stdout + outcome.stderr).toBe(0);
});

describe.each(SERVICE_CHARTS)('chart $chart', (facts) => {
  const { chart, tutorial, version, containerPort, kinds } = facts;
  // What the objects of release canary are called.
  const canary = tutorial === 'echo' ? `${chart}-blue` : 'canary';

  test(`makes ${kinds.join(', ')}`, async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart);
    expect(objects.map(({ kind }) => kind).sort()).toEqual(kinds);
  });

  test(`calls release canary ${canary}, and its image after the chart`, async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart, { version: '1.5' }, 'canary');
    expect(readRendered(objects, 'Deployment/metadata.name')).toBe(canary);
    expect(readRendered(objects, 'Service/metadata.name')).toBe(canary);
    expect(readRendered(objects, `${CONTAINER}.image`)).toBe(`mesh-workshop/${chart}:1.5`);
  });

  test('carries the recommended labels on every object', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    for (const object of await renderChart(chart)) {
      expect(object.metadata.labels, object.kind).toMatchObject({
        'app.kubernetes.io/version': version,
        'app.kubernetes.io/part-of': `${tutorial}-tutorial`,
        'app.kubernetes.io/managed-by': 'Helm',
        'helm.sh/chart': `${chart}-1.0.0`,
      });
    }
  });

  test('selects the pods of its own release, and not the test pod', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart, {}, 'canary');
    const selector = {
      app: canary,
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
    expect(readRendered(objects, `${CONTAINER}.ports[name=http].containerPort`)).toBe(containerPort);
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
      `http://${canary}.default.svc.cluster.local:${facts.servicePort}/`,
    );
  });

  test(`is a Service of type ${facts.serviceType} on port ${facts.servicePort}`, async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart);
    expect(readRendered(objects, 'Service/spec')).toMatchObject({
      type: facts.serviceType,
      ports: [{ port: facts.servicePort }],
    });
  });
});

describe.each(SERVICE_CHARTS.filter(({ tutorial }) => tutorial === 'order'))('chart $chart', ({ chart }) => {
  test('says who the Envoy of its pods is', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart, {}, 'canary');
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
});

describe.each(SERVICE_CHARTS.filter(({ tutorial }) => tutorial === 'echo'))('chart $chart', ({ chart }) => {
  test('leaves to the mesh who the Envoy of its pods is', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart);
    expect(readRendered(objects, `${POD_TEMPLATE}.metadata.annotations`)).toBeUndefined();
  });

  test('may listen on port 80 without being root', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const sysctls = `${POD_TEMPLATE}.spec.securityContext.sysctls`;
    expect(readRendered(await renderChart(chart), sysctls)).toEqual([
      { name: 'net.ipv4.ip_unprivileged_port_start', value: '0' },
    ]);
    expect(readRendered(await renderChart(chart, { containerPort: 8080 }), sysctls)).toBeUndefined();
  });

  test('refuses an autoscaler with more pods at least than at most', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const values = ['autoscaling.enabled=true', 'autoscaling.minReplicas=31'].flatMap((each) => [
      '--set',
      each,
    ]);
    const outcome = await runHelm('template', chart, `charts/${chart}`, ...values);
    expect(outcome.stderr).toContain('autoscaling.minReplicas: 31 is more than autoscaling.maxReplicas (30)');
  });
});

test('the path of the Ingress is the one the frontend answers', async (ctx) => {
  if (HELM === undefined) return ctx.skip(HELM_MISSING);
  const objects = await renderChart('echo-frontend', { 'ingress.enabled': true, color: 'green' });
  expect(readRendered(objects, 'Ingress/spec.rules[0].http.paths[0]')).toMatchObject({
    path: '/green/',
    backend: { service: { name: 'echo-frontend-green' } },
  });
  expect(readRendered(objects, `${CONTAINER}.env[name=BASE_PATH].value`)).toBe('/green/');
});
