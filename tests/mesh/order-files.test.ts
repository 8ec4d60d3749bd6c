import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Problem, RESOURCE_KINDS, validateResourceName } from '@mesh-workshop/appmesh';
import { describe, expect, test } from 'vitest';
import { ROOT, trackedFiles } from '../repository.ts';

/** The input of one `aws appmesh create-...` or `update-...`. */
type CliInput = Readonly<Record<string, unknown>> & { readonly spec: unknown };

interface Weights {
  readonly httpRoute: {
    readonly action: {
      readonly weightedTargets: readonly { readonly virtualNode: string; readonly weight: number }[];
    };
  };
}

/** What is part of another comes first: it names that too. */
const KINDS = Object.values(RESOURCE_KINDS).reverse();

const FILES = trackedFiles('mesh/order/*.json').map((path) => ({ path, input: readInput(path) }));
const VIRTUAL_NODES = FILES.map(({ input }) => input.virtualNodeName).filter((name) => name !== undefined);

describe.each(FILES)('$path', ({ path, input }) => {
  test('is what the control plane accepts', () => {
    const { names, problems } = check(input);
    expect(problems).toEqual([]);
    expect(names.flatMap((name) => validateResourceName(parameterName(name), String(input[name])))).toEqual(
      [],
    );
    expect(Object.keys(input).sort()).toEqual([...names, 'spec'].sort());
  });

  test('is written as a person would write it', () => {
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(`${JSON.stringify(input, null, 2)}\n`);
  });
});

test.for(FILES.filter(({ input }) => 'virtualNodeName' in input))(
  '$path is found at the Service named after it',
  ({ path, input }) => {
    const service = basename(path, '-vn.json');
    expect(input.virtualNodeName).toBe(`${service}-vn`);
    expect(input.spec).toMatchObject({
      listeners: [{ portMapping: { port: 8080, protocol: 'http' } }],
      serviceDiscovery: { dns: { hostname: `${service}.default.svc.cluster.local` } },
    });
  },
);

describe.each(FILES.filter(({ input }) => 'routeName' in input))('$path', ({ input }) => {
  const { weightedTargets } = (input.spec as Weights).httpRoute.action;

  test('shares out 100 percent among virtual nodes that have a file', () => {
    expect(weightedTargets.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    for (const { virtualNode } of weightedTargets) expect(VIRTUAL_NODES).toContain(virtualNode);
  });

  test('names each virtual node once', () => {
    const names = weightedTargets.map(({ virtualNode }) => virtualNode);
    expect(new Set(names).size).toBe(names.length);
  });
});

test.for([
  [
    'v15/product-canary.json',
    [
      ['product-vn', 75],
      ['product-v15-vn', 25],
    ],
  ],
  ['v15/product-full.json', [['product-v15-vn', 100]]],
  [
    'v2/customer-canary.json',
    [
      ['customer-vn', 50],
      ['customer-v2-vn', 50],
    ],
  ],
  ['v2/customer-full.json', [['customer-v2-vn', 100]]],
  ['product-r.json', [['product-vn', 100]]],
  ['customer-r.json', [['customer-vn', 100]]],
] as const)('%s has the weights of the tutorial', ([file, weights]) => {
  const { weightedTargets } = (readInput(`mesh/order/${file}`).spec as Weights).httpRoute.action;
  expect(weightedTargets.map(({ virtualNode, weight }) => [virtualNode, weight])).toEqual(weights);
});

function readInput(path: string): CliInput {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as CliInput;
}

/** As the API's messages write it: MeshName for the member meshName. */
function parameterName(member: string): string {
  return member.charAt(0).toUpperCase() + member.slice(1);
}

/** The members that identify the resource, and what is wrong with its specification. */
function check(input: CliInput): {
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
} {
  const kind = KINDS.find(({ nameMember }) => nameMember in input);
  if (kind === undefined) throw new Error(`names nothing: ${Object.keys(input).join(', ')}`);
  const { problems } = kind.parseSpec(input.spec);
  // The mesh of a virtual service is a flag of the command, as in the original.
  if (kind.kind === 'virtualService') return { names: [kind.nameMember], problems };
  const parents = [...kind.path.matchAll(/\{(\w+)\}/g)].map(([, label]) => label ?? '');
  return { names: [...parents, kind.nameMember], problems };
}
