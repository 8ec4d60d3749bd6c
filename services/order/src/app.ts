import { createHttpClient, createServiceApp, type Service } from '@mesh-workshop/service-kit';
import type { OrderConfig } from './config.ts';
import { askDependency, type Dependency, type Line } from './dependency.ts';

/**
 * Answers `GET /` with three lines of JSON: Order's own, then Product's and Customer's, which are
 * asked in parallel. It is plain text, which a terminal and a browser both show.
 */
export function createApp(service: Service<OrderConfig>) {
  const { config, logger } = service;
  const http = createHttpClient(service);
  const dependencies: readonly Dependency[] = [
    { name: 'Product', url: config.productUrl, timeoutMs: config.productTimeoutMs },
    { name: 'Customer', url: config.customerUrl, timeoutMs: config.customerTimeoutMs },
  ];
  const getBody = async (url: string, timeout: number) => (await http.get<unknown>(url, { timeout })).data;

  return createServiceApp(service, {
    '/': {
      get: async (_request, response) => {
        const answers = await Promise.all(dependencies.map((each) => askDependency(each, getBody)));
        const failures = answers.filter((line) => 'error' in line);
        for (const failure of failures) logger.warn({ dependency: failure.service }, failure.error);
        const own: Line = { service: service.name, version: config.version };
        const body = [own, ...answers].map((line) => `${JSON.stringify(line)}\n`).join('');
        response
          .status(failures.length === 0 ? 200 : 502)
          .type('text/plain')
          .send(body);
      },
    },
  });
}
