import { describe, expect, test } from 'vitest';
import { trackedFiles } from '../repository.ts';
import { readTracked } from './shell-scripts.ts';

/** Services that are not samples have a shape of their own. */
const NOT_A_SAMPLE = ['control-plane'];

const samples = trackedFiles('services/*/package.json')
  .map((path) => path.split('/')[1] ?? '')
  .filter((service) => !NOT_A_SAMPLE.includes(service));

describe.each(samples)('service %s', (service) => {
  const files = trackedFiles(`services/${service}`, `charts/${service}`);

  test.for([
    `services/${service}/README.md`,
    `services/${service}/src/app.ts`,
    `services/${service}/src/app.test.ts`,
    `services/${service}/src/config.ts`,
    `services/${service}/src/main.ts`,
    `charts/${service}/Chart.yaml`,
    `charts/${service}/README.md`,
    `charts/${service}/templates/_service-lib.tpl`,
    `charts/${service}/templates/NOTES.txt`,
    `charts/${service}/templates/deployment.yaml`,
    `charts/${service}/templates/service.yaml`,
    `charts/${service}/values.schema.json`,
    `charts/${service}/values.yaml`,
  ])('has %s', (path) => {
    expect(files).toContain(path);
  });

  test('has at least one helm test', () => {
    expect(files.filter((path) => path.startsWith(`charts/${service}/templates/tests/`))).not.toEqual([]);
  });

  test('documents in its README every variable that its chart sets', () => {
    const sources = [
      readTracked('charts/service-lib/templates/_deployment.tpl'),
      readTracked(`charts/${service}/templates/deployment.yaml`),
    ].join('\n');
    const variables = [...sources.matchAll(/(?:- name: |"name" ")([A-Z][A-Z_]+)\b/g)].map(([, name]) => name);
    expect(variables).toContain('VERSION');
    for (const name of variables)
      expect(readTracked(`services/${service}/README.md`)).toContain(`\`${name}\``);
  });
});
