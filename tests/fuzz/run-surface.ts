import { createRandom } from './random.ts';
import type { Surface } from './surface.ts';

/** What came of the inputs of one surface. */
export interface SurfaceReport {
  readonly surface: string;
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number;
  /** How often there was which answer. */
  readonly answers: Readonly<Record<string, number>>;
  /** Held after a forced collection, when a tenth was sent and when all was. */
  readonly heapBytes: { readonly afterFirstTenth: number; readonly atEnd: number };
  /** Each with how to send that input again. */
  readonly violations: readonly string[];
}

/** Enough to see what is wrong. */
const MAX_VIOLATIONS = 20;
/** What may be held at the end, of what was held after the first tenth. */
const HEAP_LIMIT = 1.1;
/** With fewer inputs, the first tenth does not warm up what a program keeps for good: compiled code, histories that are full. */
const HEAP_LIMIT_FROM = 10_000;

/** Sends `inputs` inputs to a surface, beginning with the one of number `first`. Nothing of it is left when it resolves. */
export async function runSurface(
  surface: Surface,
  { seed, inputs, first = 0 }: { readonly seed: number; readonly inputs: number; readonly first?: number },
): Promise<SurfaceReport> {
  const begun = performance.now();
  const running = await surface.start();
  const { target } = running;
  const answers = new Map<string, number>();
  const violations: string[] = [];
  let next = first;

  const work = async (until: number) => {
    while (next < until && violations.length < MAX_VIOLATIONS && target.troubles().length === 0) {
      const index = next;
      next += 1;
      const { input, answer, violation } = await running.send(createRandom(seed, index), index);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      if (violation !== undefined)
        violations.push(
          `${violation}; input ${index}: ${JSON.stringify(input.toString('latin1').slice(0, 2_000))}`,
        );
    }
  };
  const workAll = (until: number) =>
    Promise.all(Array.from({ length: surface.concurrency }, () => work(until)));
  const heap = async () => {
    await running.settle();
    return target.heapBytes();
  };
  try {
    await workAll(first + Math.ceil(inputs / 10));
    const afterFirstTenth = await heap();
    await workAll(first + inputs);
    const atEnd = await heap();
    for (const trouble of target.troubles()) violations.unshift(`${trouble.trimEnd()}; before input ${next}`);
    if (inputs >= HEAP_LIMIT_FROM && atEnd > afterFirstTenth * HEAP_LIMIT)
      violations.push(`the heap has grown from ${afterFirstTenth} bytes after the first tenth to ${atEnd}`);
    return {
      surface: surface.name,
      seed,
      inputs: next - first,
      seconds: (performance.now() - begun) / 1000,
      answers: Object.fromEntries([...answers].sort(([, a], [, b]) => b - a)),
      heapBytes: { afterFirstTenth, atEnd },
      violations,
    };
  } finally {
    await running.end();
  }
}
