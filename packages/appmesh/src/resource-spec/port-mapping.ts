import { enumeration, type Infer, integer, required, structure } from '../shape/shape.ts';

export const portNumber = integer({ min: 1, max: 65535 });

const protocols = ['http', 'tcp', 'http2', 'grpc'] as const;

export const portMapping = structure('PortMapping', {
  port: required(portNumber),
  protocol: required(enumeration(protocols, { unsupported: ['tcp', 'grpc'] })),
});

export type PortMapping = Infer<typeof portMapping>;
