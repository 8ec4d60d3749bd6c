/** What the tests need to know about the chart of a sample service. */
export interface ServiceChart {
  readonly chart: string;
  readonly tutorial: 'order' | 'echo' | 'hello' | 'color';
  /** The version in its values.yaml. */
  readonly version: string;
  readonly containerPort: number;
  readonly servicePort: number;
  readonly serviceType: 'ClusterIP' | 'LoadBalancer';
  /** What it renders, the test pod included, in the order of the alphabet. */
  readonly kinds: readonly string[];
}

const ORDER = {
  tutorial: 'order',
  version: '1.0',
  containerPort: 8080,
  servicePort: 8080,
  serviceType: 'ClusterIP',
  kinds: ['Deployment', 'Pod', 'Service'],
} as const;
const ECHO = { ...ORDER, tutorial: 'echo', containerPort: 80, servicePort: 80 } as const;
const HELLO = { ...ORDER, tutorial: 'hello', version: 'v1', containerPort: 9080, servicePort: 9080 } as const;
const COLOR = { ...ORDER, tutorial: 'color', containerPort: 3000, servicePort: 3000 } as const;

/** The charts of the sample services. */
export const SERVICE_CHARTS: readonly ServiceChart[] = [
  { chart: 'order', ...ORDER, servicePort: 80, serviceType: 'LoadBalancer' },
  { chart: 'product', ...ORDER },
  { chart: 'customer', ...ORDER },
  {
    chart: 'echo-frontend',
    ...ECHO,
    kinds: ['Deployment', 'HorizontalPodAutoscaler', 'Pod', 'Service'],
  },
  { chart: 'echo-backend', ...ECHO, version: '11.0' },
  { chart: 'hello', ...HELLO },
  { chart: 'color-teller-backend', ...COLOR },
  { chart: 'color-teller-client', ...COLOR },
];

/** The charts that can be installed. */
export const CHARTS: readonly string[] = [...SERVICE_CHARTS.map(({ chart }) => chart), 'echo-mesh'];
