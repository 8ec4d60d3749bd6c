import { checkImmutable } from '@mesh-workshop/appmesh-kubernetes';
import type { PrinterColumn, ResourceDefinition } from '@mesh-workshop/kubernetes-api';

const AGE: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/**
 * The App Mesh kinds, as their CustomResourceDefinitions define them: names, and the columns of `kubectl get`. What is in a spec is judged by the control
 * plane, which says it in the status; what cannot change is refused at once.
 */
export const APP_MESH_KINDS: readonly ResourceDefinition[] = [
  appMeshKind('Mesh', 'meshes', 'meshARN'),
  appMeshKind('VirtualNode', 'virtualnodes', 'virtualNodeARN'),
  appMeshKind('VirtualRouter', 'virtualrouters', 'virtualRouterARN'),
  appMeshKind('VirtualService', 'virtualservices', 'virtualServiceARN'),
  appMeshKind('VirtualGateway', 'virtualgateways', 'virtualGatewayARN'),
  appMeshKind('GatewayRoute', 'gatewayroutes', 'gatewayRouteARN'),
  appMeshKind('BackendGroup', 'backendgroups', undefined),
];

function appMeshKind(kind: string, plural: string, arnMember: string | undefined): ResourceDefinition {
  const arn: PrinterColumn = {
    name: 'ARN',
    type: 'string',
    jsonPath: `.status.${arnMember}`,
    description: 'The AppMesh resource ARN',
  };
  return {
    group: 'appmesh.k8s.aws',
    version: 'v1beta2',
    kind,
    plural,
    singular: kind.toLowerCase(),
    categories: ['all'],
    namespaced: kind !== 'Mesh',
    subresources: { status: true },
    printerColumns: arnMember === undefined ? [AGE] : [arn, AGE],
    validate: (object, previous) =>
      previous === undefined
        ? []
        : checkImmutable({ content: previous }, { content: object }).map(({ path, message }) => ({
            reason: 'Forbidden',
            path,
            message,
          })),
  };
}
