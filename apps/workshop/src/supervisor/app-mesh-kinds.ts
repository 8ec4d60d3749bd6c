import {
  APP_MESH_GROUP,
  checkImmutable,
  OBJECT_KINDS,
  type ObjectKind,
  openApiSchema,
} from '@mesh-workshop/appmesh-kubernetes';
import type { PrinterColumn, ResourceDefinition } from '@mesh-workshop/kubernetes-api';

const AGE: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/**
 * The App Mesh kinds, as their CustomResourceDefinitions define them: names, the members that `kubectl explain` shows, and the columns of `kubectl get`. What is in a spec is judged by the control
 * plane, which says it in the status; what cannot change is refused at once.
 */
export const APP_MESH_KINDS: readonly ResourceDefinition[] = (Object.keys(OBJECT_KINDS) as ObjectKind[]).map(
  appMeshKind,
);

function appMeshKind(kind: ObjectKind): ResourceDefinition {
  const { plural, singular, namespaced, arnMember } = OBJECT_KINDS[kind];
  const arn: PrinterColumn = {
    name: 'ARN',
    type: 'string',
    jsonPath: `.status.${arnMember}`,
    description: 'The AppMesh resource ARN',
  };
  return {
    group: APP_MESH_GROUP,
    version: 'v1beta2',
    kind,
    plural,
    singular,
    categories: ['all'],
    namespaced,
    schema: openApiSchema(kind),
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
