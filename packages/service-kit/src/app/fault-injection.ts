import type { RequestHandler } from 'express';
import type { ServiceConfig } from '../config/service-variables.ts';

/**
 * Makes a service slow (DELAY_MS) and faulty (FAILURE_RATE) on purpose, so that a mesh's timeouts
 * and retries have something to do. It stands before the service's own endpoints only: were the
 * probes faulty too, the pod would be restarted instead of being a bad pod.
 */
export function faultInjection(
  serviceName: string,
  { delayMs, failureRate }: Pick<ServiceConfig, 'delayMs' | 'failureRate'>,
  random: () => number = Math.random,
): RequestHandler {
  return (_request, response, next) => {
    const answer = () => {
      if (random() * 100 < failureRate) {
        response.status(500).json({ service: serviceName, error: 'Simulated Error' });
      } else {
        next();
      }
    };
    if (delayMs === 0) {
      answer();
      return;
    }
    const timer = setTimeout(answer, delayMs);
    response.once('close', () => clearTimeout(timer));
  };
}
