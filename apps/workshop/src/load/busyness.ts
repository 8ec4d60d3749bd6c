import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * How busy the machine was over a stretch of time. CPU pressure: the share of the time in which something that could run had to wait for a CPU
 * (docs.kernel.org/accounting/psi.html). Where the kernel does not tell, own delay: how long this process itself was kept from running.
 */
export interface Busyness {
  readonly measure: 'CPU pressure' | 'own delay';
  readonly value: number;
  readonly unit: '%' | 'ms';
}

/** Remembers how busy the machine was over the last half minute. */
export interface BusynessMeter {
  /** Between two times of `performance.now()`. */
  between(from: number, until: number): Busyness;
  stop(): void;
}

const SAMPLE_EVERY_MS = 500;
const REMEMBERED_SAMPLES = 60;
const NANOSECONDS = 1e6;

/** Starts to measure; `pressureFile` is the kernel's, and need not exist. It keeps no process alive. */
export function startBusynessMeter(pressureFile = '/proc/pressure/cpu'): BusynessMeter {
  return readStalledMs(pressureFile) === undefined ? meterOwnDelay() : meterPressure(pressureFile);
}

/** Milliseconds since boot in which at least one task waited for a CPU; undefined where the text does not say. */
export function parseStalledMs(text: string): number | undefined {
  const total = /^some .*\btotal=(\d+)/m.exec(text)?.[1];
  return total === undefined ? undefined : Number(total) / 1000;
}

/** For people: `CPU pressure 63 %`, or the range of several. */
export function formatBusyness(all: readonly Busyness[]): string {
  const [first] = all;
  if (first === undefined) return '';
  const values = all.map((it) => Math.round(it.value));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${first.measure} ${least === most ? '' : `${least} to `}${most} ${first.unit}`;
}

function meterPressure(file: string): BusynessMeter {
  const { samples, timer } = sample(() => readStalledMs(file) ?? 0);
  return {
    between(from, until) {
      const end = { at: performance.now(), value: readStalledMs(file) ?? 0 };
      const first = samples.findLast(({ at }) => at <= from) ?? samples[0] ?? end;
      const last = samples.find(({ at }) => at >= until) ?? end;
      const share = last.at > first.at ? (100 * (last.value - first.value)) / (last.at - first.at) : 0;
      return { measure: 'CPU pressure', value: Math.min(100, Math.max(0, share)), unit: '%' };
    },
    stop: () => clearInterval(timer),
  };
}

function meterOwnDelay(): BusynessMeter {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const longest = () => {
    const value = delay.max / NANOSECONDS;
    delay.reset();
    return value;
  };
  const { samples, timer } = sample(longest);
  return {
    between(from, until) {
      const during = samples.filter(({ at }) => at >= from && at <= until + SAMPLE_EVERY_MS);
      const values = [...during.map(({ value }) => value), delay.max / NANOSECONDS];
      return { measure: 'own delay', value: Math.max(0, ...values), unit: 'ms' };
    },
    stop() {
      clearInterval(timer);
      delay.disable();
    },
  };
}

function sample(read: () => number) {
  const samples = [{ at: performance.now(), value: read() }];
  const timer = setInterval(() => {
    samples.push({ at: performance.now(), value: read() });
    if (samples.length > REMEMBERED_SAMPLES) samples.shift();
  }, SAMPLE_EVERY_MS).unref();
  return { samples, timer };
}

function readStalledMs(file: string): number | undefined {
  try {
    return parseStalledMs(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
