import { describeDocumentProblem, resolveKubernetesResources } from '@mesh-workshop/appmesh-kubernetes';
import { describe, expect, test } from 'vitest';
import { HELM, HELM_MISSING, type Rendered, renderChart, runHelm } from './helm.ts';
import { readRendered } from './rendered-path.ts';

const HTTP_80 = [{ portMapping: { port: 80, protocol: 'http' } }];
/** The release's namespace in `helm template`. */
const DOMAIN = 'default.svc.cluster.local';

const PARTS = ['backendNodes', 'backendRouter', 'backendService', 'frontend', 'gateway'];

/** The values with which the first `count` parts are there. */
function firstParts(count: number): Readonly<Record<string, boolean>> {
  return Object.fromEntries(PARTS.map((part, index) => [`parts.${part}`, index < count]));
}

/** The App Mesh objects, as `Kind name` and their spec. */
function meshSpecs(objects: readonly Rendered[]): Readonly<Record<string, unknown>> {
  const meshObjects = objects.filter(({ apiVersion }) => apiVersion === 'appmesh.k8s.aws/v1beta2');
  return Object.fromEntries(meshObjects.map((each) => [`${each.kind} ${each.metadata.name}`, each.spec]));
}

test('chart echo-mesh is the mesh of the echo tutorial', async (ctx) => {
  if (HELM === undefined) return ctx.skip(HELM_MISSING);
  expect(meshSpecs(await renderChart('echo-mesh'))).toEqual({
    'Mesh demos': {
      namespaceSelector: { matchLabels: { mesh: 'demos' } },
      egressFilter: { type: 'DROP_ALL' },
    },
    'VirtualNode vn-echo-backend-blue': {
      podSelector: { matchLabels: { app: 'echo-backend-blue' } },
      listeners: HTTP_80,
      serviceDiscovery: { dns: { hostname: `echo-backend-blue.${DOMAIN}` } },
    },
    'VirtualNode vn-echo-backend-green': {
      podSelector: { matchLabels: { app: 'echo-backend-green' } },
      listeners: HTTP_80,
      serviceDiscovery: { dns: { hostname: `echo-backend-green.${DOMAIN}` } },
    },
    'VirtualRouter vr-echo-backend': {
      listeners: HTTP_80,
      routes: [
        {
          name: 'vrr-echo-backend',
          httpRoute: {
            match: { prefix: '/' },
            action: {
              weightedTargets: [
                { virtualNodeRef: { name: 'vn-echo-backend-blue' }, weight: 100 },
                { virtualNodeRef: { name: 'vn-echo-backend-green' }, weight: 0 },
              ],
            },
          },
        },
      ],
    },
    'VirtualService vs-echo-backend': {
      awsName: `vs-echo-backend.${DOMAIN}`,
      provider: { virtualRouter: { virtualRouterRef: { name: 'vr-echo-backend' } } },
    },
    'VirtualNode vn-echo-frontend-blue': {
      podSelector: { matchLabels: { app: 'echo-frontend-blue' } },
      listeners: HTTP_80,
      serviceDiscovery: { dns: { hostname: `echo-frontend-blue.${DOMAIN}` } },
      backends: [{ virtualService: { virtualServiceRef: { name: 'vs-echo-backend' } } }],
    },
    'VirtualService vs-echo-frontend': {
      awsName: `vs-echo-frontend.${DOMAIN}`,
      provider: { virtualNode: { virtualNodeRef: { name: 'vn-echo-frontend-blue' } } },
    },
    'VirtualGateway vg-echo-frontend': {
      namespaceSelector: { matchLabels: { mesh: 'demos' } },
      podSelector: { matchLabels: { app: 'gw-echo-frontend' } },
      listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
    },
    'GatewayRoute vgr-echo-frontend': {
      httpRoute: {
        match: { prefix: '/' },
        action: { target: { virtualService: { virtualServiceRef: { name: 'vs-echo-frontend' } } } },
      },
    },
  });
});

describe('chart echo-mesh', () => {
  test('gives each virtual service a Service of its name, without pods behind it', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart('echo-mesh');
    for (const name of ['vs-echo-backend', 'vs-echo-frontend']) {
      const spec = readRendered(objects, `Service ${name}/spec`);
      expect(spec).toMatchObject({ type: 'ClusterIP', ports: [{ port: 80 }] });
      expect(spec).not.toHaveProperty('selector');
    }
  });

  test('selects its gateway pods, and not the test pod, as gateway and as Service', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart('echo-mesh');
    const labels = readRendered(objects, 'Deployment/spec.template.metadata.labels');
    const selectors = [
      'VirtualGateway/spec.podSelector.matchLabels',
      'Service gw-echo-frontend/spec.selector',
      'Deployment/spec.selector.matchLabels',
    ].map((place) => readRendered(objects, place) as object);
    for (const selector of selectors) {
      expect(labels).toMatchObject(selector);
      expect(readRendered(objects, 'Pod/metadata.labels')).not.toMatchObject(selector);
    }
  });

  test('has for its gateway nothing but one container named envoy, within the restricted profile', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const containers = readRendered(
      await renderChart('echo-mesh'),
      'Deployment/spec.template.spec.containers',
    );
    expect(containers).toMatchObject([
      {
        name: 'envoy',
        ports: [{ name: 'http', containerPort: 8080 }, { containerPort: 9901 }],
        securityContext: {
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ]);
  });

  test('can begin with nothing but the mesh', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    expect((await renderChart('echo-mesh', firstParts(0))).map(({ kind }) => kind)).toEqual(['Mesh']);
  });

  test.for([0, 1, 2, 3, 4, 5])(
    'has nothing that the control plane objects to with its first %i parts',
    async (count, ctx) => {
      if (HELM === undefined) return ctx.skip(HELM_MISSING);
      const values = { ...firstParts(count), 'retryPolicy.enabled': true };
      const objects = (await renderChart('echo-mesh', values)).filter(({ apiVersion }) =>
        apiVersion.startsWith('appmesh'),
      );
      const demos = { name: 'default', labels: { mesh: 'demos' } };
      const documents = objects.map((content) => ({ content }));
      const { value, problems } = resolveKubernetesResources(documents, [demos]);
      expect(problems.map(describeDocumentProblem)).toEqual([]);
      expect(value.objects).toHaveLength(objects.length);
    },
  );

  test('refuses a part without one that it needs', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const outcome = await runHelm(
      'template',
      'mesh',
      'charts/echo-mesh',
      '--set',
      'parts.backendRouter=false',
    );
    expect(outcome.stderr).toContain('parts.backendService: needs parts.backendRouter, which is false');
  });

  test('refuses weights that send requests nowhere', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const outcome = await runHelm('template', 'mesh', 'charts/echo-mesh', '--set', 'blueWeight=0');
    expect(outcome.stderr).toContain('blueWeight and greenWeight are both 0');
  });
});
