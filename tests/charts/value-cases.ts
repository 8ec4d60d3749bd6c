import type { ServiceChart } from './charts.ts';

/** What one value of a chart does: set it, and this place in the rendered chart shows it. */
export interface ValueCase {
  /** The leaf in values.schema.json, as helm's --set names it. */
  readonly leaf: string;
  readonly value: unknown;
  /** As readRendered takes it. */
  readonly place: string;
  readonly shows: unknown;
  /** Values without which this one has nothing to show. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** A value that values.schema.json must refuse. */
  readonly refused: unknown;
}

const POD = 'Deployment/spec.template.spec';
const CONTAINER = `${POD}.containers[0]`;
const ANNOTATIONS = 'Deployment/spec.template.metadata.annotations';

function environment(leaf: string, variable: string, value: unknown, refused: unknown): ValueCase {
  return { leaf, value, refused, place: `${CONTAINER}.env[name=${variable}].value`, shows: String(value) };
}

function resource(kind: 'requests' | 'limits', what: 'cpu' | 'memory', value: string): ValueCase {
  const path = `resources.${kind}.${what}`;
  return { leaf: path, value, place: `${CONTAINER}.${path}`, shows: value, refused: 'plenty' };
}

/** The values that all charts of the sample services have. */
export function commonValueCases({ chart, version, containerPort }: ServiceChart): readonly ValueCase[] {
  return [
    {
      leaf: 'registry',
      value: 'registry.example:5000/team',
      place: `${CONTAINER}.image`,
      shows: `registry.example:5000/team/${chart}:${version}`,
      refused: 'Not A Registry',
    },
    {
      leaf: 'version',
      value: '7.3',
      place: `${CONTAINER}.image`,
      shows: `mesh-workshop/${chart}:7.3`,
      refused: 'a/b',
    },
    {
      leaf: 'imagePullPolicy',
      value: 'Always',
      place: `${CONTAINER}.imagePullPolicy`,
      shows: 'Always',
      refused: 'Often',
    },
    { leaf: 'replicas', value: 4, place: 'Deployment/spec.replicas', shows: 4, refused: 0 },
    {
      leaf: 'serviceType',
      value: 'NodePort',
      place: 'Service/spec.type',
      shows: 'NodePort',
      refused: 'ExternalName',
    },
    { leaf: 'servicePort', value: 8181, place: 'Service/spec.ports[0].port', shows: 8181, refused: 0 },
    {
      leaf: 'containerPort',
      value: 9090,
      place: `${CONTAINER}.ports[0].containerPort`,
      shows: 9090,
      // Only a pod that may listen there can use a port below 1024.
      refused: containerPort === 80 ? 0 : 80,
    },
    environment('logLevel', 'LOG_LEVEL', 'debug', 'loud'),
    environment('failureRate', 'FAILURE_RATE', 12.5, 101),
    // Large enough that a float would be printed as 6e+05.
    environment('delayMs', 'DELAY_MS', 600_000, -1),
    environment('xrayDaemonAddress', 'AWS_XRAY_DAEMON_ADDRESS', 'xray.default:2000', 'xray'),
    environment('drainDelayMs', 'DRAIN_DELAY_MS', 0, -1),
    environment('shutdownTimeoutMs', 'SHUTDOWN_TIMEOUT_MS', 20_000, 'long'),
    {
      leaf: 'terminationGracePeriodSeconds',
      value: 60,
      place: `${POD}.terminationGracePeriodSeconds`,
      shows: 60,
      refused: 0,
    },
    resource('requests', 'cpu', '75m'),
    resource('requests', 'memory', '80Mi'),
    resource('limits', 'cpu', '2'),
    resource('limits', 'memory', '1Gi'),
    {
      leaf: 'testImage',
      value: 'curl:1',
      place: 'Pod/spec.containers[0].image',
      shows: 'curl:1',
      refused: '',
    },
  ];
}

/** The values that name the virtual node, where the pods are annotated with it. */
const ORDER_TUTORIAL: readonly ValueCase[] = [
  {
    leaf: 'meshName',
    value: 'other-mesh',
    place: `${ANNOTATIONS}['appmesh.k8s.aws/mesh']`,
    shows: 'other-mesh',
    refused: 'a mesh',
  },
  {
    leaf: 'virtualNode',
    value: 'some-vn',
    place: `${ANNOTATIONS}['appmesh.k8s.aws/virtualNode']`,
    shows: 'some-vn',
    refused: 'a/node',
  },
];

function autoscaling(leaf: string, path: string, value: number, refused: number): ValueCase {
  const place = `HorizontalPodAutoscaler/spec.${path}`;
  return {
    leaf: `autoscaling.${leaf}`,
    given: { 'autoscaling.enabled': true },
    value,
    refused,
    place,
    shows: value,
  };
}

/** The values of charts that come in colors and can be scaled by load. */
function echoTutorial(chart: string, autoscalingChanges: ValueCase): readonly ValueCase[] {
  return [
    {
      leaf: 'color',
      value: 'green',
      place: 'Deployment/metadata.name',
      shows: `${chart}-green`,
      refused: 'red',
    },
    autoscalingChanges,
    autoscaling('minReplicas', 'minReplicas', 5, 0),
    autoscaling('maxReplicas', 'maxReplicas', 7, 101),
    autoscaling('cpuUtilizationPercent', 'metrics[0].resource.target.averageUtilization', 80, 0),
  ];
}

/** What not every chart has. */
export const OWN_VALUE_CASES: Readonly<Record<string, readonly ValueCase[]>> = {
  order: [
    ...ORDER_TUTORIAL,
    environment('productUrl', 'PRODUCT_SVC_URL', 'http://product.shop:81', 'product'),
    environment('customerUrl', 'CUSTOMER_SVC_URL', 'http://customer.shop:81', 'https://customer.shop'),
    environment('productTimeoutMs', 'PRODUCT_TIMEOUT_MS', 750, 0),
    environment('customerTimeoutMs', 'CUSTOMER_TIMEOUT_MS', 600_000, 0),
  ],
  product: ORDER_TUTORIAL,
  customer: ORDER_TUTORIAL,
  'echo-frontend': [
    ...echoTutorial('echo-frontend', {
      leaf: 'autoscaling.enabled',
      value: false,
      place: 'HorizontalPodAutoscaler/kind',
      shows: undefined,
      refused: 'maybe',
    }),
    {
      leaf: 'ingress.enabled',
      value: true,
      place: 'Ingress/metadata.name',
      shows: 'echo-frontend-blue',
      refused: 'maybe',
    },
    {
      leaf: 'ingress.className',
      given: { 'ingress.enabled': true },
      value: 'nginx',
      place: 'Ingress/spec.ingressClassName',
      shows: 'nginx',
      refused: 'My Class',
    },
    {
      leaf: 'ingress.scheme',
      given: { 'ingress.enabled': true },
      value: 'internet-facing',
      place: "Ingress/metadata.annotations['alb.ingress.kubernetes.io/scheme']",
      shows: 'internet-facing',
      refused: 'public',
    },
    environment('backend', 'BACKEND', 'http://vs-echo-backend.demos:80', 'vs-echo-backend'),
    environment('backendTimeoutMs', 'BACKEND_TIMEOUT_MS', 600_000, 0),
    environment('cpuRounds', 'CPU_ROUNDS', 10_000_000_000, -1),
  ],
  hello: [environment('text', 'HELLO_TEXT', 'Good morning', '')],
  'color-teller-backend': [environment('colorName', 'COLOR', 'rebeccapurple', '#f00')],
  'color-teller-client': [
    environment('colorBackend', 'COLOR_BACKEND', 'http://color-service.service.local:3000', 'color-service'),
    environment('backendTimeoutMs', 'BACKEND_TIMEOUT_MS', 600_000, 0),
  ],
  'echo-backend': echoTutorial('echo-backend', {
    leaf: 'autoscaling.enabled',
    value: true,
    place: 'HorizontalPodAutoscaler/metadata.name',
    shows: 'echo-backend-blue',
    refused: 'maybe',
  }),
};
