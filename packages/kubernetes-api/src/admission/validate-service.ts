import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Service } from '../objects/service.ts';
import type { FieldProblem } from '../resources/resource-definition.ts';
import { checkOneOf, checkPort, invalidField, requiredField } from './field-problems.ts';
import { nameProblem } from './names.ts';

function portProblems(service: Service): readonly FieldProblem[] {
  const ports = service.spec.ports ?? [];
  return ports.flatMap((port, index): readonly FieldProblem[] => {
    const path = `spec.ports[${index}]`;
    const wrongName = port.name === undefined ? undefined : nameProblem(port.name, 'label');
    const same = ports.findIndex(
      (it) => it.name === port.name || (it.port === port.port && it.protocol === port.protocol),
    );
    return [
      ...checkPort(`${path}.port`, port.port),
      ...(port.name === undefined && ports.length > 1 ? [requiredField(`${path}.name`)] : []),
      ...(wrongName === undefined ? [] : [invalidField(`${path}.name`, port.name, wrongName)]),
      ...(typeof port.targetPort === 'number' ? checkPort(`${path}.targetPort`, port.targetPort) : []),
      ...(port.nodePort === undefined ? [] : checkPort(`${path}.nodePort`, port.nodePort)),
      ...checkOneOf(`${path}.protocol`, port.protocol, ['TCP', 'UDP', 'SCTP']),
      ...(same < index && (port.name !== undefined || ports[same]?.port === port.port)
        ? [{ reason: 'Duplicate' as const, path, value: port, message: '' }]
        : []),
    ];
  });
}

/** What is wrong with a Service. `nodePortOwner` names the other Service that has a node port. */
export function validateService(nodePortOwner: (service: Service, nodePort: number) => string | undefined) {
  return (
    object: KubernetesObject,
    previousObject: KubernetesObject | undefined,
  ): readonly FieldProblem[] => {
    const service = object as Service;
    const previous = previousObject as Service | undefined;
    const { spec } = service;
    const before = previous?.spec.clusterIP;
    return [
      ...checkOneOf('spec.type', spec.type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
      ...(spec.type === 'ExternalName' && !spec.externalName ? [requiredField('spec.externalName')] : []),
      ...(spec.type !== 'ExternalName' && spec.clusterIP !== 'None' && (spec.ports ?? []).length === 0
        ? [requiredField('spec.ports')]
        : []),
      ...(spec.clusterIP === 'None' && (spec.type === 'LoadBalancer' || spec.type === 'NodePort')
        ? [
            invalidField(
              'spec.clusterIP',
              spec.clusterIP,
              `may not be set to 'None' for ${spec.type} services`,
            ),
          ]
        : []),
      ...(before !== undefined && spec.clusterIP !== undefined && spec.clusterIP !== before
        ? [invalidField('spec.clusterIP', spec.clusterIP, 'field is immutable')]
        : []),
      ...portProblems(service),
      ...(spec.ports ?? []).flatMap((port, index) => {
        const owner = port.nodePort === undefined ? undefined : nodePortOwner(service, port.nodePort);
        return owner === undefined
          ? []
          : [
              invalidField(
                `spec.ports[${index}].nodePort`,
                port.nodePort,
                `provided port is already allocated to service ${owner}`,
              ),
            ];
      }),
    ];
  };
}
