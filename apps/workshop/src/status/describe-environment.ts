import type { WorkshopState } from '../state/workshop-state.ts';

/** Where everything is, for people: what `up` ends with and `status` begins with. */
export function describeEnvironment(state: WorkshopState): string {
  return [
    `  Kubernetes API  ${state.kubernetesApi}`,
    `  App Mesh API    ${state.appMeshApi}`,
    `  control plane   ${state.admin} (admin), ${state.xds} (xDS)`,
    `  service proxy   ${state.httpProxy}, ${state.serviceProxyAdmin} (admin)`,
    '',
    '  eval "$(./workshop env)"   makes aws, kubectl and helm use it',
    '  ./workshop run order       follows the order tutorial',
    '',
  ].join('\n');
}
