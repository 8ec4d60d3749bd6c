import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatBusyness, parseStalledMs, startBusynessMeter } from './busyness.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'busyness-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const pressure = (total: number) =>
  `some avg10=1.00 avg60=2.00 avg300=3.00 total=${total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n`;

/** Holds this process up, as a busy machine would. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('how busy the machine was', () => {
  it('reads the time that tasks were waiting from what the kernel writes', () => {
    expect(parseStalledMs(pressure(1500))).toBe(1.5);
    expect(parseStalledMs('')).toBeUndefined();
  });

  it('is the share of the time in which something was waiting for a CPU', async () => {
    const file = path.join(directory, 'cpu');
    writeFileSync(file, pressure(1_000_000));
    const meter = startBusynessMeter(file);
    try {
      const from = performance.now();
      block(50);
      expect(meter.between(from, performance.now())).toEqual({
        measure: 'CPU pressure',
        value: 0,
        unit: '%',
      });
      // An hour of waiting since then: more than there was time.
      writeFileSync(file, pressure(3_600_000_000));
      expect(meter.between(from, performance.now())).toMatchObject({ value: 100 });
    } finally {
      meter.stop();
    }
  });

  it('is how long this process was held up, where the kernel does not tell', async () => {
    const meter = startBusynessMeter(path.join(directory, 'absent'));
    try {
      const from = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 50));
      block(300);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const busyness = meter.between(from, performance.now());
      expect(busyness).toMatchObject({ measure: 'own delay', unit: 'ms' });
      expect(busyness.value).toBeGreaterThan(100);
    } finally {
      meter.stop();
    }
  });

  it('is told as a value or a range', () => {
    const percent = (value: number) => ({ measure: 'CPU pressure', value, unit: '%' }) as const;
    expect(formatBusyness([percent(62.6)])).toBe('CPU pressure 63 %');
    expect(formatBusyness([percent(98), percent(41), percent(60)])).toBe('CPU pressure 41 to 98 %');
    expect(formatBusyness([])).toBe('');
  });
});
