import { readdirSync } from 'node:fs';
import { type Problem, resolveMeshModels } from '@mesh-workshop/appmesh';
import { checkConsistency, checkEncoding, type ResourceSet } from '@mesh-workshop/xds';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { translateVirtualGateway } from '../gateways/translate-virtual-gateway.ts';
import type { ProxyContext } from '../proxy-context.ts';
import { findEnvoy, NO_ENVOY, validateBootstrap } from '../testing/envoy-binary.ts';
import { translateServiceProxy } from '../translate-service-proxy.ts';
import { translateVirtualNode } from '../translate-virtual-node.ts';
import { type GoldenCase, loadGoldenCases, TESTDATA } from './golden-case.ts';
import { sampleFiles, staticBootstrap } from './static-bootstrap.ts';

/** What one proxy of a case gets. */
interface Golden {
  readonly file: string;
  readonly resources: ResourceSet;
}

const FILES = sampleFiles();
const CASES = loadGoldenCases().map((golden) => [golden.name, golden] as const);

describe.each(CASES)('golden %s', (name, input) => {
  const { goldens, problems } = translateCase(input);
  const folder = `${TESTDATA}${name}/`;

  test('says in its first line what it shows', () => {
    expect(input.title).toMatch(/^# \S/);
  });

  test('gives the problems in problems.yaml, or none', async () => {
    if (problems.length === 0) return;
    await expect(stringify(problems, { lineWidth: 0 })).toMatchFileSnapshot(`${folder}problems.yaml`);
  });

  describe.each(goldens.map(({ file, resources }) => [file, resources] as const))('%s', (file, resources) => {
    test('is as recorded', async () => {
      const text = stringify(byName(resources), { lineWidth: 0, aliasDuplicateObjects: false });
      await expect(text).toMatchFileSnapshot(`${folder}${file}`);
    });

    test('encodes strictly and is consistent', () => {
      expect(checkEncoding(resources)).toEqual([]);
      expect(checkConsistency(resources)).toEqual([]);
    });

    test('is accepted by Envoy without a warning', async (context) => {
      const envoy = findEnvoy() ?? context.skip(NO_ENVOY);
      const verdict = await validateBootstrap(envoy, staticBootstrap(resources, await FILES));
      expect(verdict).toEqual({ valid: true, warnings: [] });
    });
  });

  // The last one, so that a golden made for the first time is there.
  test('has no file that is not made from its input', () => {
    const problemFiles = problems.length > 0 ? ['problems.yaml'] : [];
    const made = ['input.yaml', ...goldens.map(({ file }) => file), ...problemFiles];
    expect(readdirSync(folder).sort()).toEqual(made.sort());
  });
});

function translateCase(input: GoldenCase): { goldens: readonly Golden[]; problems: readonly Problem[] } {
  const { value: models, problems } = resolveMeshModels(input.resources);
  const all = [...input.problems, ...problems];
  const goldens: Golden[] = [];
  const mesh = models.get('demomesh');
  if (mesh === undefined) throw new Error(`${input.name} has no mesh`);
  for (const proxy of input.proxies) {
    for (const context of contexts(input)) {
      const translate = mesh.virtualGateways.has(proxy) ? translateVirtualGateway : translateVirtualNode;
      const cluster = { services: input.services, clusterDomain: 'cluster.local' };
      const { value, problems } = translate(mesh, proxy, input.endpoints, context, cluster);
      goldens.push({ file: `${proxy}.${context.interception}.yaml`, resources: value });
      all.push(...problems);
    }
  }
  if (input.services.length > 0) {
    const options = { address: '127.0.0.1', httpProxyPort: 7404, clusterDomain: 'cluster.local' };
    const { value, problems } = translateServiceProxy(input.services, options);
    goldens.push({ file: 'service-proxy.yaml', resources: value });
    all.push(...problems);
  }
  return { goldens, problems: all };
}

/** The resources of each type in order of name, so that a golden changes only where its meaning does. */
function byName(resources: ResourceSet): unknown {
  const sorted = Object.entries(resources).map(([type, named]) => [
    type,
    Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1))),
  ]);
  return Object.fromEntries(sorted);
}

/** One proxy of each kind. Ports of the forward proxy: 20000 more than the container's, the application 10000 more again. */
function contexts({ containerPorts, tracing, trustedHops }: GoldenCase): readonly ProxyContext[] {
  const ingress = containerPorts.map((port) => [
    String(port),
    { port: 20_000 + port, appPort: 30_000 + port },
  ]);
  const bind = { address: '127.0.0.1', egressPort: 15_001, ingress: Object.fromEntries(ingress) };
  const shared = {
    namespace: 'default',
    ...(tracing === undefined ? {} : { tracing }),
    ...(trustedHops === undefined ? {} : { trustedHops }),
  };
  return [
    { interception: 'redirect', ...shared },
    { interception: 'forward-proxy', ...shared, bind },
  ];
}
