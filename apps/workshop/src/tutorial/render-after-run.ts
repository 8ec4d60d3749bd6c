import type { LoadBalancer } from '../url/list-load-balancers.ts';
import type { Step } from './steps/list-steps.ts';
import type { Tutorial } from './tutorial.ts';

/** What a command on a tutorial has left behind. */
export interface AfterRun {
  readonly tutorial: Pick<Tutorial, 'name' | 'goOn'>;
  /** interrupted: by the person, at a step or before the first one */
  readonly outcome: 'passed' | 'cleaned up' | 'failed' | 'interrupted';
  /** The step that it stopped at, when it did not come to its end. */
  readonly stoppedAt?: Step | undefined;
  /** Absent when no environment runs. */
  readonly environment?: { readonly pods: number; readonly loadBalancers: readonly LoadBalancer[] };
}

/** What still runs, and what a person may do now: the end of every run, as lines of plain text. */
export function renderAfterRun({ tutorial, outcome, stoppedAt, environment }: AfterRun): readonly string[] {
  if (environment === undefined)
    return ['', `Nothing is running. Start again: ./workshop run ${tutorial.name}`];
  const { name } = tutorial;
  const pods = environment.pods === 1 ? '1 pod' : `${environment.pods} pods`;
  const stop = entry('stop everything', './workshop down');
  if (outcome === 'cleaned up') {
    return [
      '',
      `The environment is still running, with ${pods} and nothing of the ${name} tutorial.`,
      entry('begin again', `./workshop run ${name}, or scripts/${name}/01-*.sh`),
      stop,
    ];
  }
  const again = stoppedAt === undefined ? [] : againEntries(name, stoppedAt);
  return [
    '',
    outcome === 'passed'
      ? `Everything is still running: ${pods}.`
      : `What there is keeps running: ${pods}, as the last step left them.`,
    ...environment.loadBalancers.map((it) => entry(`${it.name} answers`, `at ${it.url}`)),
    outcome === 'passed' ? 'Go on by hand:' : 'What to do now:',
    ...(outcome === 'passed'
      ? tutorial.goOn.map((line) => `  ${line}`)
      : [entry('look around', './workshop status'), ...again]),
    entry('back to a step', `./workshop reset ${name} STEP`),
    entry('clean up', `./workshop clean-up ${name}`),
    stop,
  ];
}

function againEntries(name: string, { file, number }: Step): readonly string[] {
  return [
    entry('that step again', `scripts/${name}/${file}`),
    entry('from before it', `./workshop reset ${name} ${String(number).padStart(2, '0')}`),
  ];
}

function entry(label: string, text: string): string {
  return `  ${`${label}:`.padEnd(25)}  ${text}`;
}
