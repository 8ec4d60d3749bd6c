import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../conformance/kinds.ts';
import { callApi } from '../testing/call-api.ts';
import { startControlPlane } from '../testing/start-control-plane.ts';
import { openApiDocument } from './openapi-document.ts';
import { OPERATIONS } from './operations.ts';

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

/** Says whether a document is as a component of the description says. */
function schemaChecker() {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', ...openApiDocument() });
  return (component: string, value: unknown) =>
    ajv.validate({ $ref: `api#/components/schemas/${component}` }, value) ? [] : ajv.errors;
}

describe('/openapi.json', () => {
  it('is a valid OpenAPI 3.1 description of all operations', async () => {
    const { apiUrl } = await startControlPlane();
    const response = await fetch(`${apiUrl}/openapi.json`);
    const served = (await response.json()) as Described;
    expect(await new Validator().validate({ ...served })).toMatchObject({ valid: true });
    const named = Object.values(served.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(named.sort()).toEqual(OPERATIONS.map(({ name }) => name).sort());
  });

  it('describes what the API takes and what it answers', async () => {
    const { apiUrl } = await startControlPlane();
    const check = schemaChecker();
    for (const [label, { nameMember, existing, spec, wrongSpec, parents }] of Object.entries(KINDS)) {
      expect(check(`${label}Spec`, spec), label).toEqual([]);
      expect(check(`${label}Spec`, wrongSpec), label).not.toEqual([]);
      const collection = OPERATIONS.find(({ name }) => name === `Create${label}`)?.path ?? '';
      const path = collection.replace(/\{(\w+)\}/g, (_, parent: string) => parents[parent] ?? '');
      const { body } = await callApi(apiUrl, 'PUT', path, { [nameMember]: existing, spec });
      expect(check(`${label}Data`, body), label).toEqual([]);
      const list = (await callApi(apiUrl, 'GET', path)).body;
      const [items = []] = Object.values(list);
      for (const item of items as unknown[]) expect(check(`${label}Ref`, item), label).toEqual([]);
    }
    expect(check('Error', (await callApi(apiUrl, 'GET', '/meshes/none')).body)).toEqual([]);
  });
});
