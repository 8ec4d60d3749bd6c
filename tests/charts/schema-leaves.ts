import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../repository.ts';

/** The part of JSON Schema that values.schema.json uses. */
export interface ValuesSchema {
  readonly properties?: Readonly<Record<string, ValuesSchema>>;
  readonly additionalProperties?: boolean;
  readonly description?: string;
}

/** Not values of the chart: Helm puts them there by itself, whatever the chart. */
const PUT_THERE_BY_HELM = ['global'];

export function readSchema(chart: string): ValuesSchema {
  return JSON.parse(readFileSync(join(ROOT, 'charts', chart, 'values.schema.json'), 'utf8')) as ValuesSchema;
}

/** Every value that can be set, by its dotted path, and its schema. */
export function schemaLeaves(schema: ValuesSchema, prefix = ''): ReadonlyMap<string, ValuesSchema> {
  return new Map(
    Object.entries(schema.properties ?? {})
      .filter(([key]) => prefix !== '' || !PUT_THERE_BY_HELM.includes(key))
      .flatMap(([key, property]) =>
        property.properties === undefined
          ? [[prefix + key, property] as const]
          : [...schemaLeaves(property, `${prefix}${key}.`)],
      ),
  );
}
