import { describe, expect, test } from 'vitest';
import { CHARTS, SERVICE_CHARTS } from './charts.ts';
import { ECHO_MESH_VALUE_CASES } from './echo-mesh-value-cases.ts';
import { HELM, HELM_MISSING, renderChart, runHelm, setJson } from './helm.ts';
import { readRendered } from './rendered-path.ts';
import { readSchema, schemaLeaves } from './schema-leaves.ts';
import { commonValueCases, OWN_VALUE_CASES, type ValueCase } from './value-cases.ts';

function valueCases(chart: string): readonly ValueCase[] {
  const service = SERVICE_CHARTS.find((each) => each.chart === chart);
  return service === undefined
    ? ECHO_MESH_VALUE_CASES
    : [...commonValueCases(service), ...(OWN_VALUE_CASES[chart] ?? [])];
}

describe.each(CHARTS)('the values of chart %s', (chart) => {
  const cases = valueCases(chart);

  test('each have a case here', () => {
    expect(cases.map(({ leaf }) => leaf).sort()).toEqual([...schemaLeaves(readSchema(chart)).keys()].sort());
  });

  test.for(cases)('$leaf changes $place', async ({ leaf, value, place, shows, given }, ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const [before, after] = await Promise.all([
      renderChart(chart, given),
      renderChart(chart, { ...given, [leaf]: value }),
    ]);
    expect(readRendered(after, place)).toEqual(shows);
    expect(readRendered(before, place)).not.toEqual(shows);
  });

  test.for(cases)('$leaf refuses $refused and says where', async ({ leaf, refused }, ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const outcome = await runHelm('template', chart, `charts/${chart}`, ...setJson({ [leaf]: refused }));
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.stderr).toContain(`- at '/${leaf.replaceAll('.', '/')}': `);
  });

  test('refuse a key that does not exist', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const outcome = await runHelm('template', chart, `charts/${chart}`, '--set', 'replica=2');
    expect(outcome.stderr).toContain("- at '': additional properties 'replica' not allowed");
  });
});

describe.each(SERVICE_CHARTS)('the values of chart $chart', ({ chart }) => {
  test('refuse a version that helm took for a number', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const outcome = await runHelm('template', chart, `charts/${chart}`, '--set', 'version=2');
    expect(outcome.stderr).toContain("- at '/version': got number, want string");
  });

  test.for(['vanilla', 'v1', '1.5.0-rc.1', '7.0_b'])(
    'take version %s, as any tag of an image',
    async (version, ctx) => {
      if (HELM === undefined) return ctx.skip(HELM_MISSING);
      const objects = await renderChart(chart, { version });
      expect(readRendered(objects, 'Deployment/spec.template.spec.containers[0].image')).toBe(
        `mesh-workshop/${chart}:${version}`,
      );
      expect(objects[0]?.metadata.labels['app.kubernetes.io/version']).toBe(version);
    },
  );

  test('make a label of a version that is too long for one', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const objects = await renderChart(chart, { version: `_${'v'.repeat(127)}` });
    expect(objects[0]?.metadata.labels['app.kubernetes.io/version']).toBe('v'.repeat(62));
  });

  test('refuse a grace period in which the service cannot drain', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const outcome = await runHelm(
      'template',
      chart,
      `charts/${chart}`,
      '--set',
      'terminationGracePeriodSeconds=5',
    );
    expect(outcome.stderr).toContain(
      'terminationGracePeriodSeconds: 5 s is shorter than drainDelayMs and shutdownTimeoutMs together (12000 ms)',
    );
  });
});

/** `registry` names the chart; the others are what the charts of the tutorials differ in. */
const NOT_THE_SAME = ['registry', 'replicas', 'containerPort'];

test('the charts describe and limit the values they share in the same words', () => {
  const [first, ...others] = SERVICE_CHARTS;
  if (first === undefined) throw new Error('there are no charts');
  const words = schemaLeaves(readSchema(first.chart));
  for (const { leaf } of commonValueCases(first).filter((common) => !NOT_THE_SAME.includes(common.leaf))) {
    for (const { chart } of others) {
      expect(schemaLeaves(readSchema(chart)).get(leaf), `${leaf} of ${chart}`).toEqual(words.get(leaf));
    }
  }
});
