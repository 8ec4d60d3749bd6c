import { WorkshopError } from '../../workshop-error.ts';
import type { Step } from './list-steps.ts';

/** The step that a person means by its number or its script; a WorkshopError that lists them when there is none. */
export function findStep(steps: readonly Step[], meant: string): Step {
  const name = meant.split('/').at(-1) ?? meant;
  const step = steps.find((it) => it.file === name || (/^\d+$/.test(name) && it.number === Number(name)));
  if (step !== undefined) return step;
  const known = steps.map((it) => `  ${String(it.number).padStart(2, '0')}  ${it.title}`);
  throw new WorkshopError([`there is no step ${JSON.stringify(meant)}. Known:`, ...known].join('\n'), 2);
}
