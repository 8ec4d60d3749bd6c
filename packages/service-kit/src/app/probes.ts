import type { Service } from '../service.ts';
import type { Endpoints } from './endpoints.ts';

/**
 * `/health` says that the process works and stays up while it drains: a restart would not help.
 * `/ready` says whether it wants requests.
 */
export function probes({ readiness }: Service): Endpoints {
  return {
    '/health': {
      get: (_request, response) => {
        response.json({ status: 'up' });
      },
    },
    '/ready': {
      get: (_request, response) => {
        const ready = readiness.isReady();
        response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'draining' });
      },
    },
  };
}
