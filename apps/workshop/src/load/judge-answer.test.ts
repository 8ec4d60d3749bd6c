import { describe, expect, it } from 'vitest';
import { judgeAnswer } from './judge-answer.ts';

const SERVICES = ['Order', 'Product', 'Customer'];
const OBJECT = {
  form: 'object' as const,
  members: { 'echo-frontend': 'version', 'echo-backend': 'backend' },
};
const lines = (...versions: string[]) =>
  SERVICES.map((service, index) => JSON.stringify({ service, version: versions[index] })).join('\n');

describe('judging an answer', () => {
  it('takes 200 with one JSON line per service as good and reads the versions', () => {
    expect(
      judgeAnswer({ form: 'lines', services: SERVICES }, 200, `${lines('1.0', '1.5', '2.0')}\n`),
    ).toEqual({
      ok: true,
      versions: { Order: '1.0', Product: '1.5', Customer: '2.0' },
    });
  });

  it('does not care whether the last line ends with a newline', () => {
    expect(judgeAnswer({ form: 'lines', services: SERVICES }, 200, lines('1.0', '1.0', '1.0')).ok).toBe(true);
  });

  it.each([
    [502, lines('1.0', '1.0', '1.0'), 'status 502'],
    [200, '', '1 line(s) instead of 3'],
    [200, `${lines('1.0', '1.0', '1.0')}\n{"service":"Extra","version":"1"}`, '4 line(s) instead of 3'],
    [200, '{"service":Order, "version":1.0}\n{}\n{}', 'line 1 is not a JSON object'],
    [
      200,
      '{"service":"Order","version":"1.0"}\n{"service":"Customer","version":"1.0"}\n{}',
      'line 2 is from Customer instead of Product',
    ],
    [
      200,
      '{"service":"Order","version":"1.0"}\n{"service":"Product","error":"timeout"}\n{}',
      'line 2 (Product) has no version',
    ],
    [200, '{"service":"Order","version":"1.0"}\n"Product"\n{}', 'line 2 is not a JSON object'],
  ])('refuses status %i with body %j and says why', (status, body, reason) => {
    expect(judgeAnswer({ form: 'lines', services: SERVICES }, status, body)).toEqual({ ok: false, reason });
  });

  it('reads the versions from the members of one JSON object', () => {
    const body = '{"hostname":"a","version":"2.0","backend":"11.0"}';
    expect(judgeAnswer(OBJECT, 200, body)).toEqual({
      ok: true,
      versions: { 'echo-frontend': '2.0', 'echo-backend': '11.0' },
    });
  });

  it.each([
    [502, '{"version":"2.0","backend":"11.0"}', 'status 502'],
    [200, 'ok', 'the answer is not a JSON object'],
    [200, '["2.0"]', 'the answer is not a JSON object'],
    [
      200,
      '{"version":"2.0","error":"backend: answered 500"}',
      'the answer has no version of echo-backend ("backend")',
    ],
  ])('refuses status %i with object %j and says why', (status, body, reason) => {
    expect(judgeAnswer(OBJECT, status, body)).toEqual({ ok: false, reason });
  });
});
