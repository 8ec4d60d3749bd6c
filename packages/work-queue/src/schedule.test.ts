import { describe, expect, it } from 'vitest';
import { Schedule } from './schedule.ts';

const BACK_OFF = { firstMs: 100, longestMs: 1_000 };
const DONE = { failed: false } as const;
const FAILED = { failed: true } as const;

describe('Schedule', () => {
  it('runs keys in the order in which they were asked for, each once however often that was', () => {
    const schedule = new Schedule<string>(BACK_OFF);
    for (const key of ['a', 'b', 'a', 'c', 'b']) schedule.request(key);
    expect([0, 0, 0, 0].map((now) => schedule.start(now))).toEqual(['a', 'b', 'c', undefined]);
  });

  it('never runs a key twice at a time, and again after its run when it was asked for meanwhile', () => {
    const schedule = new Schedule<string>(BACK_OFF);
    schedule.request('a');
    expect(schedule.start(0)).toBe('a');
    schedule.request('a');
    expect(schedule.start(0)).toBeUndefined();
    expect(schedule.end('a', DONE, 0)).toBe(0);
    expect(schedule.start(0)).toBe('a');
    expect(schedule.end('a', DONE, 0)).toBeUndefined();
    expect(schedule.start(9e9)).toBeUndefined();
  });

  it('lets a key that fails wait longer and longer, and no other with it', () => {
    const schedule = new Schedule<string>(BACK_OFF);
    const waits: (number | undefined)[] = [];
    let now = 0;
    schedule.request('bad');
    for (let round = 0; round < 6; round++) {
      expect(schedule.start(now)).toBe('bad');
      const wait = schedule.end('bad', FAILED, now) ?? 0;
      waits.push(wait);
      schedule.request('good');
      expect([schedule.start(now), schedule.start(now)]).toEqual(['good', undefined]);
      schedule.end('good', DONE, now);
      expect(schedule.nextAt()).toBe(now + wait);
      expect(schedule.start(now + wait - 1)).toBeUndefined();
      now += wait;
    }
    expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    // A success is the end of it.
    expect(schedule.start(now)).toBe('bad');
    schedule.end('bad', DONE, now);
    schedule.request('bad');
    schedule.start(now);
    expect(schedule.end('bad', FAILED, now)).toBe(100);
  });

  it('does not let a key wait that is asked for with something new', () => {
    const schedule = new Schedule<string>(BACK_OFF);
    schedule.request('a');
    schedule.start(0);
    schedule.end('a', FAILED, 0);
    schedule.request('a');
    expect([schedule.start(1), schedule.start(1), schedule.nextAt()]).toEqual(['a', undefined, undefined]);
  });

  it('runs again after a time that the work asks for, and forgets what nobody wants', () => {
    const schedule = new Schedule<string>(BACK_OFF);
    schedule.request('a');
    schedule.start(0);
    expect(schedule.end('a', { failed: false, againInMs: 50 }, 0)).toBe(50);
    expect([schedule.start(49), schedule.start(50)]).toEqual([undefined, 'a']);
    schedule.request('a');
    schedule.forget('a');
    schedule.end('a', DONE, 50);
    expect([schedule.start(9e9), schedule.nextAt()]).toEqual([undefined, undefined]);
  });
});
