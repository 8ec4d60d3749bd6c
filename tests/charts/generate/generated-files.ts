import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../repository.ts';
import { readValues } from './read-values.ts';
import { type Limits, valuesSchema } from './values-schema.ts';
import { withValuesTable } from './values-table.ts';

const LIBRARY = 'charts/service-lib';

/** The files of the charts that are made from others: path in the checkout -> content. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const shared = parse(read(`${LIBRARY}/values.schema.yaml`)) as Record<string, Limits>;
  const library = libraryTemplates();
  const files = new Map<string, string>();
  for (const chart of applicationCharts()) {
    const folder = `charts/${chart}`;
    const values = readValues(read(`${folder}/values.yaml`));
    files.set(
      `${folder}/values.schema.json`,
      `${JSON.stringify(valuesSchema(chart, values, shared), null, 2)}\n`,
    );
    const readme = withValuesTable(read(`${folder}/README.md`), values);
    if (readme === undefined) {
      throw new Error(`${folder}/README.md: there is no table "| value | default | what it does |" to fill.`);
    }
    files.set(`${folder}/README.md`, readme);
    if (usesLibrary(chart)) files.set(`${folder}/templates/_service-lib.tpl`, library);
  }
  return files;
}

/** The charts that can be installed. */
export function applicationCharts(): readonly string[] {
  return readdirSync(join(ROOT, 'charts')).filter(
    (name) =>
      existsSync(join(ROOT, 'charts', name, 'Chart.yaml')) &&
      (parse(read(`charts/${name}/Chart.yaml`)) as { type: string }).type === 'application',
  );
}

function libraryTemplates(): string {
  const templates = readdirSync(join(ROOT, LIBRARY, 'templates')).sort();
  return [
    `{{/* Generated from ${LIBRARY} by \`pnpm charts:generate\`. Change it there. */}}\n`,
    ...templates.map((name) => `\n{{/* ${name} */}}\n${read(`${LIBRARY}/templates/${name}`)}`),
  ].join('');
}

function usesLibrary(chart: string): boolean {
  return readdirSync(join(ROOT, 'charts', chart, 'templates'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(yaml|tpl|txt)$/.test(name) && name !== '_service-lib.tpl')
    .some((name) => read(`charts/${chart}/templates/${name}`).includes('include "service-lib.'));
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
