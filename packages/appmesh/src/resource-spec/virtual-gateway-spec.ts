import type { Result } from '../problem.ts';
import { checkShape } from '../shape/check-shape.ts';
import { enumeration, type Infer, list, required, structure, union, type Violation } from '../shape/shape.ts';
import { connectionPoolMembers, healthCheck, healthCheckFits, membersFitProtocol } from './listener.ts';
import { logging } from './logging.ts';
import { listenerPortsAreUnique, portNumber } from './port-mapping.ts';
import { clientPolicyTls, listenerTls } from './tls.ts';

/** A port on which a gateway takes requests from outside the mesh. */
const gatewayListener = structure(
  'VirtualGatewayListener',
  {
    connectionPool: union('VirtualGatewayConnectionPool', connectionPoolMembers),
    healthCheck,
    portMapping: required(
      structure('VirtualGatewayPortMapping', {
        port: required(portNumber),
        protocol: required(enumeration(['http', 'http2', 'grpc'])),
      }),
    ),
    tls: listenerTls,
  },
  { rules: [membersFitProtocol, healthCheckFits, nobodyChecksHealth] },
);

export type GatewayListener = Infer<typeof gatewayListener>;

export const virtualGatewaySpec = structure(
  'VirtualGatewaySpec',
  {
    backendDefaults: structure('VirtualGatewayBackendDefaults', {
      clientPolicy: structure('VirtualGatewayClientPolicy', { tls: clientPolicyTls }),
    }),
    listeners: required(list(gatewayListener)),
    logging,
  },
  { rules: [listenerPortsAreUnique] },
);

/** `spec` of a virtual gateway: where requests enter the mesh. */
export type VirtualGatewaySpec = Infer<typeof virtualGatewaySpec>;

/** Reads the `spec` of a virtual gateway. The value is absent when a problem is an error. */
export function parseVirtualGatewaySpec(
  input: unknown,
  path = 'spec',
): Result<VirtualGatewaySpec | undefined> {
  return checkShape<VirtualGatewaySpec>(virtualGatewaySpec, input, path);
}

function nobodyChecksHealth(value: { readonly healthCheck?: object }): readonly Violation[] {
  if (value.healthCheck === undefined) return [];
  const message =
    'has no effect: callers check the health of what they call, and nothing in a mesh calls a gateway; let its load balancer check it';
  return [{ severity: 'warning', code: 'no-effect', path: 'healthCheck', message }];
}
