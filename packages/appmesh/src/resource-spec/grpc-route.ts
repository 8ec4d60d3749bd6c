import { required, string, structure } from '../shape/shape.ts';
import { headerMatches } from './header-match.ts';
import { portNumber } from './port-mapping.ts';
import { grpcRetryPolicy } from './retry-policy.ts';
import { grpcTimeout } from './timeout.ts';
import { weightedTargets, weightsHaveATotal } from './weighted-targets.ts';

/** A route of a gRPC listener. */
export const grpcRoute = structure('GrpcRoute', {
  action: required(
    structure(
      'GrpcRouteAction',
      { weightedTargets: required(weightedTargets) },
      { rules: [weightsHaveATotal] },
    ),
  ),
  match: required(
    structure('GrpcRouteMatch', {
      metadata: headerMatches('GrpcRouteMetadata', 'GrpcRouteMetadataMatchMethod'),
      methodName: string({ min: 1, max: 50 }),
      port: portNumber,
      serviceName: string(),
    }),
  ),
  retryPolicy: grpcRetryPolicy,
  timeout: grpcTimeout,
});
