import { type Infer, required, structure } from '../shape/shape.ts';
import { httpRouteMatch } from './http-match.ts';
import { httpRetryPolicy } from './retry-policy.ts';
import { httpTimeout } from './timeout.ts';
import { weightedTargets, weightsHaveATotal } from './weighted-targets.ts';

/** A route of an http or http2 listener. */
export const httpRoute = structure('HttpRoute', {
  action: required(
    structure(
      'HttpRouteAction',
      { weightedTargets: required(weightedTargets) },
      { rules: [weightsHaveATotal] },
    ),
  ),
  match: required(httpRouteMatch),
  retryPolicy: httpRetryPolicy,
  timeout: httpTimeout,
});

export type HttpRoute = Infer<typeof httpRoute>;
