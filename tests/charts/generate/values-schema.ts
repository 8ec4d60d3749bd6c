import type { ChartValue } from './read-values.ts';

/** What may be in a value, as JSON Schema. */
export type Limits = Readonly<Record<string, unknown>>;

/**
 * The values.schema.json of a chart. A value is described by its comment in values.yaml and limited by what the charts share about its
 * name and by its own `@schema`; one about which nothing is said is an error.
 */
export function valuesSchema(
  chart: string,
  values: readonly ChartValue[],
  shared: Readonly<Record<string, Limits>>,
): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Values of the chart ${chart}`,
    type: 'object',
    additionalProperties: false,
    // Nothing else stands in for a value that somebody sets to null.
    required: values
      .filter(({ content }) => !('default' in content) || content.default !== '')
      .map(({ path }) => path),
    properties: {
      ...properties(chart, values, shared),
      global: { description: 'Helm puts it into the values of every chart; not used here', type: 'object' },
    },
  };
}

function properties(
  chart: string,
  values: readonly ChartValue[],
  shared: Readonly<Record<string, Limits>>,
): object {
  return Object.fromEntries(
    values.map((value) => {
      const name = value.path.slice(value.path.lastIndexOf('.') + 1);
      const description = value.comment === '' ? {} : { description: value.comment };
      if ('values' in value.content) {
        const group = properties(chart, value.content.values, shared);
        return [name, { ...description, type: 'object', additionalProperties: false, properties: group }];
      }
      const limits = { ...sharedLimits(value.path, shared), ...value.schema };
      if (Object.keys(limits).length === 0) {
        throw new Error(
          `charts/${chart}/values.yaml: nothing says what ${value.path} may be. Write a line \`# @schema {type: string}\`, or what fits, above it.`,
        );
      }
      return [name, { ...description, ...limits }];
    }),
  );
}

/** `gateway.replicas` is limited as `replicas` is, unless there is something about `gateway.replicas` itself. */
function sharedLimits(path: string, shared: Readonly<Record<string, Limits>>): Limits {
  for (let name = path; ; name = name.slice(name.indexOf('.') + 1)) {
    const limits = shared[name];
    if (limits !== undefined) return limits;
    if (!name.includes('.')) return {};
  }
}
