import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newPodLife, type PodAction, type PodEvent, type PodLife, stepPodLife } from './pod-life.ts';
import type { ContainerLaunch } from './run-container.ts';

const LAUNCH: ContainerLaunch = { command: 'true', args: [], env: {}, stopGraceMs: 0 };
const REFUSAL = { reason: 'CreateContainerConfigError', message: 'ConfigMap late not found' };

const begin: PodEvent = { type: 'begin' };
const portsTaken: PodEvent = { type: 'portsTaken' };
const portLost: PodEvent = { type: 'portLost' };
const finished: PodEvent = { type: 'finished' };
const left: PodEvent = { type: 'left' };
const drained: PodEvent = { type: 'drained' };
const gracefully: PodEvent = { type: 'remove', how: 'gracefully' };
const atOnce: PodEvent = { type: 'remove', how: 'at once' };
const planned = (container: string, round = 1): PodEvent => ({
  type: 'planned',
  container,
  round,
  launch: { ...LAUNCH, args: [`ports of round ${round}`] },
});
const lacks = (container: string, retry = true): PodEvent => ({
  type: 'unplannable',
  container,
  round: 1,
  refusal: { ...REFUSAL, retry },
});
const retryDue = (container: string, round = 1): PodEvent => ({ type: 'retryDue', container, round });
const stopped = (container: string): PodEvent => ({ type: 'stopped', container });

/** Where a pod with an app and its Envoy is after these events, and all that was done on the way. */
function after(events: readonly PodEvent[], life = newPodLife(['app', 'envoy'], 'envoy')) {
  const done: string[] = [];
  for (const event of events) {
    const step = stepPodLife(life, event);
    life = step.life;
    done.push(...step.actions.map(write));
  }
  return { life, done };
}

function write(action: PodAction): string {
  return 'container' in action ? `${action.type} ${action.container}` : action.type;
}

const RUNNING = [begin, portsTaken, planned('envoy'), planned('app')];
const STARTED = ['takePorts', 'plan envoy', 'start envoy', 'plan app', 'start app'];

describe('a pod', () => {
  it('starts in the order ports, Envoy, app', () => {
    expect(after(RUNNING)).toMatchObject({ life: { phase: 'running' }, done: STARTED });
  });

  it('is removed in the order endpoint out, acknowledged, sidecar drained, app ended, Envoy last', () => {
    const { life, done } = after([...RUNNING, gracefully, left, drained, stopped('app'), stopped('envoy')]);
    expect(done.slice(STARTED.length)).toEqual([
      'stopProbes',
      'leave',
      'drain',
      'stop app',
      'stop envoy',
      'dispose',
    ]);
    expect(life.phase).toBe('gone');
  });

  it.each<[string, readonly PodEvent[], string, readonly string[]]>([
    ['never starts when it is removed before its turn', [gracefully, begin], 'gone', ['dispose']],
    ['takes no ports a second time', [begin, begin], 'takingPorts', ['takePorts']],
    [
      'waits for ports on their way before it is removed, to give them back',
      [begin, atOnce, portsTaken],
      'gone',
      ['takePorts', 'dispose'],
    ],
    [
      'stays as it is without ports, and can be removed',
      [begin, { type: 'portsFailed' }, portLost, gracefully, left],
      'gone',
      ['takePorts', 'stopProbes', 'leave', 'dispose'],
    ],
    [
      'looks again for what a container lacks',
      [...RUNNING.slice(0, 3), lacks('app'), retryDue('app')],
      'running',
      ['takePorts', 'plan envoy', 'start envoy', 'plan app', 'refuse app', 'retryLater app', 'plan app'],
    ],
    [
      'does not look again for what will not come',
      [...RUNNING.slice(0, 3), lacks('app', false), retryDue('app')],
      'running',
      ['takePorts', 'plan envoy', 'start envoy', 'plan app', 'refuse app'],
    ],
    [
      'takes other ports only when everything on the old ones has ended',
      [...RUNNING, portLost, portLost, stopped('app'), stopped('envoy')],
      'takingPorts',
      [...STARTED, 'stop app', 'stop envoy', 'takePorts'],
    ],
    [
      'starts nothing on other ports when it is removed on the way there',
      [...RUNNING, portLost, gracefully, stopped('envoy'), stopped('app'), left],
      'gone',
      [...STARTED, 'stop app', 'stop envoy', 'stopProbes', 'leave', 'dispose'],
    ],
    [
      'does not wait for anybody when it is removed at once in the middle of a removal',
      [...RUNNING, gracefully, atOnce, left, stopped('app'), stopped('app'), stopped('envoy')],
      'gone',
      [...STARTED, 'stopProbes', 'leave', 'stop app', 'stop envoy', 'dispose'],
    ],
    [
      'presses on when what ends already is to end at once',
      [...RUNNING, gracefully, left, drained, atOnce],
      'stoppingApps',
      [...STARTED, 'stopProbes', 'leave', 'drain', 'stop app', 'stop app'],
    ],
    [
      'ends its Envoy when its job is done, and moves no more',
      [...RUNNING, finished, finished, portLost, stopped('envoy'), portLost],
      'running',
      [...STARTED, 'stop envoy'],
    ],
    [
      'drains no Envoy that has ended',
      [...RUNNING, finished, stopped('envoy'), gracefully, left, stopped('app')],
      'gone',
      [...STARTED, 'stop envoy', 'stopProbes', 'leave', 'stop app', 'dispose'],
    ],
  ])('%s', (_case, events, phase, done) => {
    const result = after(events);
    expect(result.done).toEqual(done);
    expect(result.life.phase).toBe(phase);
  });

  it('does not listen to what was begun on other ports', () => {
    const moved = [
      ...RUNNING.slice(0, 3),
      lacks('app'),
      portLost,
      stopped('envoy'),
      portsTaken,
      planned('envoy', 2),
    ];
    const { life } = after(moved);
    for (const late of [retryDue('app'), planned('app'), lacks('app'), stopped('app')])
      expect(stepPodLife(life, late)).toEqual({ life, actions: [] });
    expect(after([planned('app', 2)], life).done).toEqual(['start app']);
  });
});

const CASES = fc.record({
  apps: fc.constantFrom(['a'], ['a', 'b'], []),
  hasEnvoy: fc.boolean(),
  /** which of the possible events comes next, again and again */
  choices: fc.array(fc.nat(), { maxLength: 60, size: 'max' }),
});

/** A world that carries out the actions, answers in any order, and meddles. It fails as soon as the pod does what it never may. */
class World {
  life: PodLife;
  readonly alive = new Set<string>();
  readonly done: string[] = [];
  #answers: PodEvent[][] = [];
  readonly #envoy: string | undefined;

  constructor(apps: readonly string[], envoy: string | undefined) {
    this.life = newPodLife([...apps, ...(envoy === undefined ? [] : [envoy])], envoy);
    this.#envoy = envoy;
  }

  get isWaitedFor(): boolean {
    return this.#answers.length > 0;
  }

  send(event: PodEvent): void {
    if (event.type === 'stopped') this.alive.delete(event.container);
    const { life, actions } = stepPodLife(this.life, event);
    this.life = life;
    for (const action of actions) this.#perform(action);
  }

  /** Gives one of the answers that are due. */
  answer(choice: number): void {
    const [possible = []] = this.#answers.splice(choice % this.#answers.length, 1);
    const event = possible[choice % possible.length];
    if (event !== undefined) this.send(event);
  }

  #perform(action: PodAction): void {
    this.done.push(write(action));
    switch (action.type) {
      case 'takePorts':
        expect([...this.alive], 'others may get the ports').toEqual([]);
        this.#answers.push([portsTaken, portsTaken, { type: 'portsFailed' }]);
        break;
      case 'plan': {
        const { container, round } = action;
        const refused = (retry: boolean): PodEvent => ({
          type: 'unplannable',
          container,
          round,
          refusal: { ...REFUSAL, retry },
        });
        this.#answers.push([planned(container, round), refused(true), refused(false)]);
        break;
      }
      case 'retryLater':
        this.#answers.push([retryDue(action.container, action.round)]);
        break;
      case 'start':
        expect(this.alive.has(action.container), 'two of one container').toBe(false);
        expect(action.launch.args).toEqual([`ports of round ${this.life.round}`]);
        expect(this.life.removal, 'a start in a removal').toBe('none');
        if (action.container !== this.#envoy && this.#envoy !== undefined)
          expect(this.done, 'the Envoy is there first').toContain(`start ${this.#envoy}`);
        this.alive.add(action.container);
        break;
      case 'leave':
        this.#answers.push([left]);
        break;
      case 'drain':
        expect(this.alive.has(this.#envoy ?? ''), 'an Envoy to drain').toBe(true);
        this.#answers.push([drained]);
        break;
      case 'stop':
        if (action.why === 'removal' && action.container === this.#envoy)
          expect([...this.alive], 'the Envoy is the last').toEqual([this.#envoy]);
        this.#answers.push([stopped(action.container)]);
        break;
      case 'dispose':
        expect([...this.alive], 'nothing is left').toEqual([]);
    }
  }
}

describe('whatever happens in whatever order', () => {
  it('never are there two of one container, and every removal comes to its end', () => {
    fc.assert(
      fc.property(CASES, ({ apps, hasEnvoy, choices }) => {
        const world = new World(apps, hasEnvoy ? 'envoy' : undefined);
        const meddling = [begin, portLost, portLost, finished, begin, portLost, gracefully, atOnce];
        for (const choice of [0, ...choices]) {
          // Answers three times as often, or hardly any pod would come to run.
          if (choice % 4 !== 0 && world.isWaitedFor) world.answer(choice);
          else world.send(meddling[(choice >> 2) % meddling.length] ?? begin);
        }
        world.send(gracefully);
        for (let steps = 0; world.isWaitedFor; steps += 1) {
          expect(steps, 'it ends').toBeLessThan(100);
          world.answer(0);
        }
        expect(world.life.phase).toBe('gone');
        expect(world.done.filter((it) => it === 'dispose')).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  it('nobody is told to end before the endpoint is out and the sidecar is drained, unless it is at once', () => {
    fc.assert(
      fc.property(CASES, ({ apps, hasEnvoy, choices }) => {
        const world = new World(apps, hasEnvoy ? 'envoy' : undefined);
        const meddling = [begin, portLost, finished];
        for (const choice of [0, ...choices])
          if (choice % 4 !== 0 && world.isWaitedFor) world.answer(choice);
          else world.send(meddling[(choice >> 2) % meddling.length] ?? begin);
        const before = world.done.length;
        world.send(gracefully);
        while (world.isWaitedFor) world.answer(0);
        const order = ['stopProbes', 'leave', 'drain', 'stop app', 'stop envoy', 'dispose'];
        const removal = world.done
          .slice(before)
          .map((it) => it.replace(/^stop [ab]$/, 'stop app'))
          .filter((it) => order.includes(it));
        const ranks = removal.map((it) => order.indexOf(it));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});
