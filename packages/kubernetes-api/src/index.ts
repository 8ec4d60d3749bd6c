export { type ApiAccess, kubeconfigOf } from './access/kubeconfig.ts';
export { type EventText, recordEvent } from './controllers/record-event.ts';
export type { NodePorts } from './controllers/service-controller.ts';
export { type ControllerOptions, startControllers } from './controllers/start-controllers.ts';
export {
  createKubernetesApi,
  type KubernetesApi,
  type KubernetesApiOptions,
} from './create-kubernetes-api.ts';
export type * from './objects/core.ts';
export * from './objects/kinds.ts';
export type * from './objects/kubernetes-object.ts';
export * from './objects/pod.ts';
export type * from './objects/service.ts';
export type * from './objects/workloads.ts';
export type * from './pod-runtime.ts';
export type * from './resources/resource-definition.ts';
export type { Shape } from './resources/shape.ts';
export { ApiError, isApiError, type StatusCause, type StatusDetails } from './store/api-error.ts';
export type * from './store/object-store.ts';
export { podReadyText, podStatusText } from './tables/pod-columns.ts';
