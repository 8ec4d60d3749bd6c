import { enumeration, type Infer, integer, required, structure, type Violation } from '../shape/shape.ts';

export const portNumber = integer({ min: 1, max: 65535 });

const protocols = ['http', 'tcp', 'http2', 'grpc'] as const;

export const portMapping = structure('PortMapping', {
  port: required(portNumber),
  protocol: required(enumeration(protocols)),
});

export type PortMapping = Infer<typeof portMapping>;

/** A rule for everything that has listeners: two of them cannot share a port. */
export function listenerPortsAreUnique(value: {
  readonly listeners?: readonly { readonly portMapping: PortMapping }[];
}): readonly Violation[] {
  const ports = (value.listeners ?? []).map(({ portMapping }) => portMapping.port);
  return ports.flatMap((port, index): readonly Violation[] => {
    const first = ports.indexOf(port);
    if (first === index) return [];
    const path = `listeners[${index}].portMapping.port`;
    const message = `is ${port}, as in listeners[${first}]; each listener needs its own port`;
    return [{ code: 'duplicate', path, message }];
  });
}
