import { type Infer, required, structure } from '../shape/shape.ts';
import { portNumber } from './port-mapping.ts';
import { tcpTimeout } from './timeout.ts';
import { weightedTargets, weightsHaveATotal } from './weighted-targets.ts';

/** A route of a TCP listener. */
export const tcpRoute = structure('TcpRoute', {
  action: required(
    structure(
      'TcpRouteAction',
      { weightedTargets: required(weightedTargets) },
      { rules: [weightsHaveATotal] },
    ),
  ),
  match: structure('TcpRouteMatch', { port: portNumber }),
  timeout: tcpTimeout,
});

export type TcpRoute = Infer<typeof tcpRoute>;
