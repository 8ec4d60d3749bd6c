import { describe, expect, it, onTestFinished } from 'vitest';
import { declaredErrors } from '../api/openapi-document.ts';
import { OPERATIONS } from '../api/operations.ts';
import { temporaryDirectory } from '../testing/start-control-plane.ts';
import { type ApiModel, loadApiModel } from './api-model.ts';
import { formatMatrix } from './format-matrix.ts';
import { runConformance } from './run-conformance.ts';
import { Worlds } from './worlds.ts';

describe('the App Mesh API', () => {
  it("has every outcome of AWS's own description of it, as the SDK's own exception", async (context) => {
    const model = await loadApiModel(process.env).catch((error: Error) => context.skip(error.message));
    const worlds = new Worlds(await temporaryDirectory());
    onTestFinished(() => worlds.close());
    const cells = await runConformance(model as ApiModel, worlds, undefined);
    expect(cells.filter(({ result }) => result === 'failed')).toEqual([]);
    expect(formatMatrix(cells)).toMatch(/\n38 of 38$/);
    const paths = Object.values((model as ApiModel).operations).map(
      ({ http }) => `${http.method} ${http.requestUri}`,
    );
    expect(OPERATIONS.map(({ method, path }) => `${method} /v20190125${path}`).sort()).toEqual(paths.sort());
    for (const operation of OPERATIONS) {
      const errors = (model as ApiModel).operations[operation.name]?.errors.map(({ shape }) => shape);
      expect([...declaredErrors(operation)].sort(), operation.name).toEqual(errors?.sort());
    }
  });
});

describe('the conformance suite', () => {
  it('counts an operation or an outcome that it has no case for as failed', async () => {
    const model = { file: '', shapes: {}, operations: {} };
    const operation = { http: { method: 'GET', requestUri: '/' }, output: { shape: 'X' }, errors: [] };
    const worlds = new Worlds(await temporaryDirectory());
    onTestFinished(() => worlds.close());
    const cells = await runConformance(
      { ...model, operations: { CreateTeapot: operation } },
      worlds,
      undefined,
    );
    expect(formatMatrix(cells)).toMatch(/there is no case for it: CreateTeapot\n\n0 of 1$/);
  });
});
