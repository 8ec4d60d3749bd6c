import { describe, expect, it } from 'vitest';
import { judgeExchange, REQUEST_LIMITS } from './load-outcome.ts';

const ANSWER = { form: 'lines', services: ['Order'] } as const;
const GOOD = '{"service":"Order","version":"1.0"}\n';
const SENT = { sentAt: 1000, newConnection: false };
const BUSYNESS = { measure: 'CPU pressure', value: 80, unit: '%' } as const;

const judge = (exchange: Parameters<typeof judgeExchange>[0]) =>
  judgeExchange(exchange, ANSWER, SENT, () => BUSYNESS);
const answered = (tookMs: number, status = 200, body = GOOD) => ({
  answered: true as const,
  status,
  body,
  tookMs,
});

describe('lost and late', () => {
  it('takes a right answer within the limit as good, and does not ask how busy the machine was', () => {
    expect(judge(answered(REQUEST_LIMITS.lateAfterMs))).toEqual({
      ...SENT,
      tookMs: 2000,
      ok: true,
      late: false,
      versions: { Order: '1.0' },
    });
  });

  it('takes a right answer after the limit as late, not as lost, with how busy the machine was', () => {
    expect(judge(answered(2001))).toMatchObject({ ok: true, late: true, busyness: BUSYNESS });
    expect(judge(answered(REQUEST_LIMITS.lostAfterMs + 1))).toMatchObject({ ok: true, late: true });
  });

  it('takes a wrong answer as lost, however fast it was', () => {
    expect(judge(answered(1, 503, 'no healthy upstream'))).toEqual({
      ...SENT,
      tookMs: 1,
      ok: false,
      reason: 'status 503',
      status: 503,
      body: 'no healthy upstream',
      busyness: BUSYNESS,
    });
  });

  it('takes a broken connection and an answer that never came as lost', () => {
    const reason = 'no answer within 10 s';
    expect(judge({ answered: false, reason, tookMs: 10_000 })).toEqual({
      ...SENT,
      tookMs: 10_000,
      ok: false,
      reason,
      busyness: BUSYNESS,
    });
  });
});
