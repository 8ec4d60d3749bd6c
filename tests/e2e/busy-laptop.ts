import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatBusyness } from '../../apps/workshop/src/load/busyness.ts';
import { makeTestDirectory } from '../../apps/workshop/src/test/test-directory.ts';
import type { RunSummary } from '../../apps/workshop/src/tutorial/summary/summary.ts';
import { createWorkshop } from './workshop.ts';

const HELP = `Usage: pnpm busy [options] [tutorial ...]

Runs tutorials on a laptop that is busy with something else, each round in an environment of its own, and shows a line a run.
A request that is lost, or a step or check that is not passed, makes the command end with 1; late answers are only counted.

Options:
  --loops N    busy loops beside it, each in a session of its own, so that the kernel counts it as much as a whole environment (default 12)
  --rounds N   how often each tutorial is run (default 5)
  --together   the tutorials of a round at once
  --suite      then ./workshop test, once
  -h, --help   show this help`;
const TUTORIALS = ['order', 'echo', 'hello', 'color'];

/** Spins, and looks for its parent now and then: nothing is left even when that was killed. */
const LOOP = 'while kill -0 "$1"; do i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; done';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    loops: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '5' },
    together: { type: 'boolean', default: false },
    suite: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const [loops, rounds] = [Number(values.loops), Number(values.rounds)];
const unknown = positionals.filter((name) => !TUTORIALS.includes(name));
if (unknown.length > 0 || !Number.isInteger(loops) || loops < 0 || !Number.isInteger(rounds) || rounds < 0) {
  process.stderr.write(
    `${unknown.length > 0 ? `there is no tutorial ${unknown.join(', ')}: ${TUTORIALS.join(', ')}` : '--loops and --rounds take whole numbers'}\n`,
  );
  process.exit(2);
}
const tutorials = positionals.length > 0 ? positionals : TUTORIALS;

const spinning: readonly ChildProcess[] = Array.from({ length: loops }, () =>
  spawn('sh', ['-c', LOOP, 'loop', String(process.pid)], { detached: true, stdio: 'ignore' }),
);
// Whatever ends this command ends the loops, and the environments that are found here.
const directory = await makeTestDirectory();
process.env.TMPDIR = directory.path;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, async () => {
    for (const loop of spinning) loop.kill('SIGKILL');
    await directory.remove();
    process.exit(130);
  });
}

let green = true;
process.stdout.write(
  'tutorial  round  outcome  steps  checks   sent  lost  late  p99 ms  seconds  while late\n',
);
try {
  for (let round = 1; round <= rounds; round++) {
    if (values.together) await Promise.all(tutorials.map((tutorial) => follow(tutorial, round)));
    else for (const tutorial of tutorials) await follow(tutorial, round);
  }
  if (values.suite) await runSuite();
} finally {
  for (const loop of spinning) loop.kill('SIGKILL');
  await directory.remove();
}
process.exitCode = green ? 0 : 1;

async function follow(tutorial: string, round: number): Promise<void> {
  const workshop = await createWorkshop();
  try {
    const file = path.join(workshop.scratch, 'summary.json');
    const started = Date.now();
    const { exitCode, stdout, stderr } = await workshop.run('./workshop', [
      'run',
      tutorial,
      '--clean-up',
      '--json',
      file,
    ]);
    const seconds = Math.round((Date.now() - started) / 1000);
    const summary = await readFile(file, 'utf8').then(
      (text) => JSON.parse(text) as RunSummary,
      () => undefined,
    );
    const passed = exitCode === 0 && summary?.passed === true;
    green &&= passed;
    process.stdout.write(`${row(tutorial, round, passed, seconds, summary)}\n`);
    if (!passed) process.stderr.write(`${summary?.problems.join('\n') ?? stdout + stderr}\n`);
  } finally {
    await workshop.remove();
  }
}

function row(
  tutorial: string,
  round: number,
  passed: boolean,
  seconds: number,
  summary?: RunSummary,
): string {
  const checks = summary?.steps.flatMap((step) => step.checks) ?? [];
  const share = (all: readonly { readonly passed: boolean }[]) =>
    `${all.filter((each) => each.passed).length}/${all.length}`;
  const load = summary?.load;
  const cells: readonly (readonly [text: string, width: number])[] = [
    [passed ? 'passed' : 'FAILED', 7],
    [share(summary?.steps ?? []), 5],
    [share(checks), 6],
    [String(load?.sent ?? '-'), 5],
    [String(load?.failed ?? '-'), 4],
    [String(load?.late ?? '-'), 4],
    [load?.p99Ms === undefined ? '-' : load.p99Ms.toFixed(0), 6],
    [String(seconds), 7],
  ];
  const numbers = cells.map(([text, width]) => text.padStart(width)).join('  ');
  return `${tutorial.padEnd(8)}  ${String(round).padStart(5)}  ${numbers}  ${formatBusyness(load?.busynessWhenLate ?? [])}`.trimEnd();
}

async function runSuite(): Promise<void> {
  const started = Date.now();
  const tests = spawn('./workshop', ['test'], { stdio: ['ignore', 'inherit', 'inherit'] });
  const exitCode = await new Promise((resolve) => tests.once('exit', resolve));
  green &&= exitCode === 0;
  process.stdout.write(
    `./workshop test ended with ${exitCode} after ${Math.round((Date.now() - started) / 1000)} s\n`,
  );
}
