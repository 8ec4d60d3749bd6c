import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMissingLines } from '../pages/compare-output.ts';
import { type Example, readExamples, readTrials } from '../pages/read-page.ts';
import { readTracked } from '../repo/shell-scripts.ts';
import { trackedFiles } from '../repository.ts';
import { type StepChecks, startStepChecks } from './step-checks.ts';
import { createWorkshop, type Workshop } from './workshop.ts';

const MINUTE = 60_000;

/** What a page asks the reader to do by hand before it shows what comes: the command that does it here, and what else differs in its output. */
const BY_HAND: Readonly<
  Record<string, { readonly command: string; readonly instead: readonly [string, string] }>
> = {
  'An error occurred (NotFoundException)': {
    command:
      'sed s/product-v15-vn/product-v16-vn/ mesh/order/v15/product-canary.json >"$SCRATCH/weights.json"; scripts/order/07-canary-product.sh "$SCRATCH/weights.json"',
    instead: ['$SCRATCH/weights.json', 'mesh/order/v15/product-canary.json'],
  },
};

/**
 * The tests of a tutorial's page: its commands are run in its order and print what it shows, and each step looks before it changes anything.
 * `needs` has for each step, in the tutorial's order, the latest of the earlier ones without which it can do nothing; 0 for none.
 */
export function testTutorialPage(tutorial: string, needs: readonly number[]): void {
  describe(`the page of the ${tutorial} tutorial`, () => describePage(tutorial, needs));
}

function describePage(tutorial: string, needs: readonly number[]): void {
  const page = readTracked(`docs/tutorials/${tutorial}.md`);
  // The last section is for who has a cluster.
  const examples = readExamples(page).filter(({ section }) => section !== 'On a cluster');
  const isCleanUp = ({ section }: Example) => section === 'Clean up';
  let workshop: Workshop;
  let steps: StepChecks;
  /** What the commands so far have left in the reader's shell. */
  let shell = '';
  beforeAll(async () => {
    workshop = await createWorkshop();
    steps = startStepChecks(workshop, tutorial, needs);
  });
  afterAll(() => workshop.remove(), MINUTE);

  it('has every step, and the test knows what each needs', () => {
    const scripts = trackedFiles(`scripts/${tutorial}/[0-9]*.sh`);
    const named = examples.flatMap(({ commands }) => commands).map((command) => command.split(' ')[0]);
    // Two pages clean up with one command.
    const missing = scripts.filter((it) => !named.includes(it) && !path.basename(it).startsWith('9'));
    expect(missing).toEqual([]);
    expect(steps.teaching).toHaveLength(needs.length);
  });

  it('shows what its commands print; a step run too early names the one that is missing, and changes nothing', async () => {
    for (const example of examples.filter((it) => !isCleanUp(it))) await follow(example);
  });

  it('proposes to try what works, and what it says will be refused', async () => {
    for (const { command, refused } of readTrials(page, 'Try it yourself')) {
      const { exitCode, output } = await run(command);
      expect({ command, refused: exitCode !== 0, output }).toEqual({ command, refused, output });
    }
  });

  it('cleans up; a step run too late names the one that is missing again, and changes nothing', async () => {
    for (const example of examples.filter(isCleanUp)) await follow(example);
    await workshop.run('./workshop', ['up']);
    await steps.refuseAllLate();
  });

  /** Runs the commands of the example as a reader would, and compares. */
  async function follow({ section, commands, shows }: Example): Promise<void> {
    let output = '';
    for (const command of commands) {
      if (command.startsWith('eval ')) shell += `${command}; `;
      else if (/\bwatch\b/.test(command)) output += await watch(command);
      else output += await succeed(command);
    }
    for (const shown of shows) {
      const byHand = Object.entries(BY_HAND).find(([start]) => shown.startsWith(start))?.[1];
      const printed = byHand === undefined ? output : (await run(byHand.command)).output;
      const [ours, theirs] = byHand?.instead ?? ['', ''];
      const comparable = printed.replaceAll(ours.replace('$SCRATCH', workshop.scratch), theirs);
      const missing = findMissingLines(shown, byHand === undefined ? printed : comparable);
      expect
        .soft({ section, missing, ...(missing.length > 0 && { printed }) })
        .toEqual({ section, missing: [] });
    }
  }

  async function succeed(command: string): Promise<string> {
    await steps.refuseEarlierThan(command);
    const { exitCode, output } = await run(command);
    expect({ command, exitCode, ...(exitCode !== 0 && { output }) }).toEqual({ command, exitCode: 0 });
    return output;
  }

  async function run(command: string): Promise<{ exitCode: number; output: string }> {
    const { exitCode, stdout } = await workshop.run('bash', ['-c', `exec 2>&1; ${shell}${command}`], {
      SCRATCH: workshop.scratch,
    });
    return { exitCode, output: stdout };
  }

  /** A loop in a second shell, until it has shown something, and then Ctrl-C. */
  async function watch(command: string): Promise<string> {
    const watching = workshop.start('bash', ['-c', `exec 2>&1; ${shell}exec ${command}`]);
    await expect.poll(() => watching.stdout().split('\n').length).toBeGreaterThan(3);
    watching.child.kill('SIGINT');
    const { exitCode, stdout } = await watching.ended;
    expect({ command, exitCode }).toEqual({ command, exitCode: 0 });
    return stdout;
  }
}
