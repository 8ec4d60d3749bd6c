import { type Infer, required, string, structure, type Violation } from '../shape/shape.ts';
import { headerMatches } from './header-match.ts';
import { portNumber } from './port-mapping.ts';
import { grpcRetryPolicy } from './retry-policy.ts';
import { grpcTimeout } from './timeout.ts';
import { weightedTargets, weightsHaveATotal } from './weighted-targets.ts';

/** Service and method are the two parts of a gRPC request's path. The API's model leaves their form open. */
const PART_OF_PATH = {
  pattern: /^[!-.0-~]+$/,
  form: 'must be one part of a path: neither empty, nor with slashes or blanks',
};

/** The whole name of a gRPC service, `package.Service`. */
export const grpcServiceName = string(PART_OF_PATH);

const grpcRouteMatch = structure(
  'GrpcRouteMatch',
  {
    metadata: headerMatches('GrpcRouteMetadata', 'GrpcRouteMetadataMatchMethod'),
    methodName: string({ min: 1, max: 50, ...PART_OF_PATH }),
    port: portNumber,
    serviceName: grpcServiceName,
  },
  { rules: [methodHasItsService] },
);

/** A route of a gRPC listener. */
export const grpcRoute = structure('GrpcRoute', {
  action: required(
    structure(
      'GrpcRouteAction',
      { weightedTargets: required(weightedTargets) },
      { rules: [weightsHaveATotal] },
    ),
  ),
  match: required(grpcRouteMatch),
  retryPolicy: grpcRetryPolicy,
  timeout: grpcTimeout,
});

export type GrpcRoute = Infer<typeof grpcRoute>;

function methodHasItsService(match: {
  readonly methodName?: string;
  readonly serviceName?: string;
}): readonly Violation[] {
  if (match.methodName === undefined || match.serviceName !== undefined) return [];
  const message = 'is required with methodName: a method belongs to a service';
  return [{ code: 'missing-member', path: 'serviceName', message }];
}
