import { WorkshopError } from '../workshop-error.ts';
import { colorTutorial } from './color-tutorial.ts';
import { echoTutorial } from './echo-tutorial.ts';
import { helloTutorial } from './hello-tutorial.ts';
import { orderTutorial } from './order-tutorial.ts';
import type { Tutorial } from './tutorial.ts';

/** The tutorials that `run` knows. */
export const TUTORIALS: readonly Tutorial[] = [orderTutorial, echoTutorial, helloTutorial, colorTutorial];

/** The tutorial of this name; a WorkshopError that lists the names when there is none. */
export function findTutorial(name: string): Tutorial {
  const tutorial = TUTORIALS.find((known) => known.name === name);
  if (tutorial === undefined) {
    const names = TUTORIALS.map((known) => known.name).join(', ');
    throw new WorkshopError(`there is no tutorial ${JSON.stringify(name)}. Known: ${names}.`, 2);
  }
  return tutorial;
}
