import { describe, expect, test } from 'vitest';
import { HELM, HELM_MISSING, renderChart, runHelm, SERVICE_CHARTS, setJson } from './helm.ts';
import { readRendered } from './rendered-path.ts';
import { readSchema, schemaLeaves } from './schema-leaves.ts';
import { commonValueCases, OWN_VALUE_CASES } from './value-cases.ts';

describe.each(SERVICE_CHARTS)('the values of chart %s', (chart) => {
  const cases = [...commonValueCases(chart), ...(OWN_VALUE_CASES[chart] ?? [])];

  test('each have a case here', () => {
    expect(cases.map(({ leaf }) => leaf).sort()).toEqual([...schemaLeaves(readSchema(chart)).keys()].sort());
  });

  test.for(cases)('$leaf changes $place', async ({ leaf, value, place, shows }, ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const [before, after] = await Promise.all([renderChart(chart), renderChart(chart, { [leaf]: value })]);
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

  test('refuse a version that helm took for a number', async (ctx) => {
    if (HELM === undefined) return ctx.skip(HELM_MISSING);
    const outcome = await runHelm('template', chart, `charts/${chart}`, '--set', 'version=2');
    expect(outcome.stderr).toContain("- at '/version': got number, want string");
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

test('the charts describe and limit the values they share in the same words', () => {
  const [first, ...others] = SERVICE_CHARTS.map((chart) => schemaLeaves(readSchema(chart)));
  for (const { leaf } of commonValueCases('').filter((common) => common.leaf !== 'registry')) {
    for (const other of others) expect(other.get(leaf), leaf).toEqual(first?.get(leaf));
  }
});
