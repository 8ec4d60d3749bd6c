import { once } from 'node:events';
import { createServiceApp } from '../app/create-service-app.ts';
import { serviceVariables } from '../config/service-variables.ts';
import { runService } from '../lifecycle/run-service.ts';

/** A service for tests of a whole process: it answers when the process gets a SIGUSR2. */
void runService({
  name: 'Slow',
  variables: serviceVariables,
  createApp: (service) =>
    createServiceApp(service, {
      '/': {
        get: async (_request, response) => {
          await once(process, 'SIGUSR2');
          response.json({ answer: 'at last' });
        },
      },
    }),
});
