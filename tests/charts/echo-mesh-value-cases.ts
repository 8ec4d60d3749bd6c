import type { ValueCase } from './value-cases.ts';

const PARTS = ['backendNodes', 'backendRouter', 'backendService', 'frontend', 'gateway'] as const;
const ROUTE = 'VirtualRouter/spec.routes[0].httpRoute';
const GATEWAY_POD = 'Deployment/spec.template.spec';
const GATEWAY = `${GATEWAY_POD}.containers[name=envoy]`;

/** A part makes an object; all parts above it are there, those below it are not. */
function part(name: (typeof PARTS)[number], object: string): ValueCase {
  const above = PARTS.slice(0, PARTS.indexOf(name));
  return {
    leaf: `parts.${name}`,
    given: Object.fromEntries(PARTS.map((each) => [`parts.${each}`, above.includes(each)])),
    value: true,
    place: `${object}/metadata.name`,
    shows: object.split(' ')[1],
    refused: 'half',
  };
}

function gatewayResource(path: string, value: string): ValueCase {
  return { leaf: `gateway.${path}`, value, place: `${GATEWAY}.${path}`, shows: value, refused: 'plenty' };
}

/** The values of chart echo-mesh. */
export const ECHO_MESH_VALUE_CASES: readonly ValueCase[] = [
  {
    leaf: 'meshName',
    value: 'shop',
    place: 'Mesh/spec.namespaceSelector.matchLabels.mesh',
    shows: 'shop',
    refused: 'A mesh',
  },
  {
    leaf: 'egressFilter',
    value: 'ALLOW_ALL',
    place: 'Mesh/spec.egressFilter.type',
    shows: 'ALLOW_ALL',
    refused: 'DROP_SOME',
  },
  part('backendNodes', 'VirtualNode vn-echo-backend-green'),
  part('backendRouter', 'VirtualRouter vr-echo-backend'),
  part('backendService', 'VirtualService vs-echo-backend'),
  part('frontend', 'VirtualNode vn-echo-frontend-blue'),
  part('gateway', 'VirtualGateway vg-echo-frontend'),
  {
    leaf: 'blueWeight',
    value: 50,
    place: `${ROUTE}.action.weightedTargets[0].weight`,
    shows: 50,
    refused: 101,
  },
  {
    leaf: 'greenWeight',
    value: 50,
    place: `${ROUTE}.action.weightedTargets[1].weight`,
    shows: 50,
    refused: -1,
  },
  {
    leaf: 'frontendColor',
    value: 'green',
    place: 'VirtualService vs-echo-frontend/spec.provider.virtualNode.virtualNodeRef.name',
    shows: 'vn-echo-frontend-green',
    refused: 'red',
  },
  {
    leaf: 'retryPolicy.enabled',
    value: true,
    place: `${ROUTE}.retryPolicy.httpRetryEvents`,
    shows: ['server-error'],
    refused: 'sometimes',
  },
  {
    leaf: 'retryPolicy.maxRetries',
    given: { 'retryPolicy.enabled': true },
    value: 5,
    place: `${ROUTE}.retryPolicy.maxRetries`,
    shows: 5,
    refused: 0,
  },
  {
    leaf: 'retryPolicy.perRetryTimeoutMs',
    given: { 'retryPolicy.enabled': true },
    value: 600_000,
    place: `${ROUTE}.retryPolicy.perRetryTimeout`,
    shows: { unit: 'ms', value: 600_000 },
    refused: 0,
  },
  {
    leaf: 'gateway.image',
    value: 'registry.example/envoy:2',
    place: `${GATEWAY}.image`,
    shows: 'registry.example/envoy:2',
    refused: 'nginx:1.29',
  },
  { leaf: 'gateway.replicas', value: 2, place: 'Deployment/spec.replicas', shows: 2, refused: 0 },
  {
    leaf: 'gateway.serviceType',
    value: 'NodePort',
    place: 'Service gw-echo-frontend/spec.type',
    shows: 'NodePort',
    refused: 'ExternalName',
  },
  {
    leaf: 'gateway.servicePort',
    value: 8181,
    place: 'Service gw-echo-frontend/spec.ports[0].port',
    shows: 8181,
    refused: 0,
  },
  {
    leaf: 'gateway.containerPort',
    value: 8088,
    place: 'VirtualGateway/spec.listeners[0].portMapping.port',
    shows: 8088,
    refused: 80,
  },
  {
    leaf: 'gateway.drainSeconds',
    value: 20,
    place: `${GATEWAY}.lifecycle.preStop.sleep.seconds`,
    shows: 20,
    refused: 0,
  },
  gatewayResource('resources.requests.cpu', '75m'),
  gatewayResource('resources.requests.memory', '80Mi'),
  gatewayResource('resources.limits.cpu', '2'),
  gatewayResource('resources.limits.memory', '1Gi'),
  {
    leaf: 'imagePullPolicy',
    value: 'Always',
    place: `${GATEWAY}.imagePullPolicy`,
    shows: 'Always',
    refused: 'Often',
  },
  {
    leaf: 'testImage',
    value: 'curl:1',
    place: 'Pod/spec.containers[0].image',
    shows: 'curl:1',
    refused: '',
  },
];
