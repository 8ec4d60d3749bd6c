import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awaitAnswers } from '../../apps/workshop/src/load/await-answers.ts';
import { startLoad } from '../../apps/workshop/src/load/start-load.ts';
import { copyCheckout } from './copy-checkout.ts';
import { ANSWER } from './under-load.ts';
import { createWorkshop, type Workshop } from './workshop.ts';
import { NO_PROC, processesUnder } from './workshop-processes.ts';

/** Arguments of sh(1) before a command: a network with nothing but loopback, and no way out of it. */
const WITHOUT_NETWORK = [
  '-c',
  'exec unshare --user --map-root-user --net -- sh -c \'ip link set lo up && exec "$@"\' sh "$@"',
  'sh',
];
/** A proxy at which nobody listens: what asks it fails. */
const NOWHERE = 'http://127.0.0.1:1';
const COMPANY = {
  http_proxy: NOWHERE,
  HTTP_PROXY: NOWHERE,
  https_proxy: NOWHERE,
  HTTPS_PROXY: NOWHERE,
  all_proxy: NOWHERE,
  ALL_PROXY: NOWHERE,
  no_proxy: '.corp.example',
  npm_config_registry: NOWHERE,
  PIP_INDEX_URL: NOWHERE,
};
/** As long as a closed lid, or as it takes for every timer of a few seconds to be over. */
const ASLEEP_MS = process.env.SOAK === '1' ? 30_000 : 5_000;

let here: Workshop;
let there: Workshop;
let copy: string;
beforeAll(async () => {
  [here, there] = [await createWorkshop(), await createWorkshop()];
  copy = path.join(there.scratch, "a checkout, it's here");
  await copyCheckout(copy);
});
afterAll(async () => {
  await here.remove();
  await there.remove();
});

async function succeed(
  workshop: Workshop,
  command: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
) {
  const { exitCode, stdout, stderr } = await workshop.run(command, args, variables);
  expect({ exitCode, said: exitCode === 0 ? '' : stdout + stderr }).toEqual({ exitCode: 0, said: '' });
  return { stdout, stderr };
}

describe('a second run in a path with spaces, behind the proxy of a company, without any network', () => {
  it('comes up, goes through the steps, and lets pods inherit none of it', async ({ skip }) => {
    const attempt = spawnSync('sh', [...WITHOUT_NETWORK, 'true'], { encoding: 'utf8' });
    skip(
      attempt.status !== 0,
      `no network to take away (unshare, ip, user namespaces): ${attempt.stderr.trim()}`,
    );
    const script = path.join(there.scratch, 'day.sh');
    await writeFile(
      script,
      `set -euo pipefail
cd "$1"
trap './workshop down >&2' EXIT
./workshop up >&2
for step in 01-create-mesh 02-deploy-v1 03-curl-services 04-curl-load-balancer; do "scripts/order/$step.sh" >&2; done
if ./workshop clean >clean.said 2>&1; then echo 'clean did not refuse' >&2; exit 1; fi
eval "$(./workshop env)"
echo "no_proxy=$no_proxy"
curl --silent --show-error --fail "$(./workshop url order)" >&2
kubectl exec deployment/order -- env
`,
    );
    const { stdout, stderr } = await succeed(
      there,
      'sh',
      [...WITHOUT_NETWORK, 'bash', script, copy],
      COMPANY,
    );
    expect(stderr).not.toContain('Downloading');
    expect(stdout).toContain('no_proxy=.corp.example,127.0.0.1,localhost\n');
    expect(stdout).toContain('http_proxy=http://127.0.0.1:');
    expect(stdout).not.toContain(`${NOWHERE}\n`);
    expect(await readFile(path.join(copy, 'clean.said'), 'utf8')).toContain(there.stateDirectory);
  });
});

describe('two checkouts at once', () => {
  it('are told whose a taken port is, and run side by side on others', async () => {
    await succeed(here, './workshop', ['up']);
    const { port } = new URL((await here.state()).kubernetesApi);
    const refused = await there.run(path.join(copy, 'workshop'), ['--base-port', port, 'up']);
    expect(refused.exitCode).toBe(1);
    if (NO_PROC === undefined) {
      expect(refused.stderr).toContain(`of the environment in ${here.stateDirectory}`);
      expect(refused.stderr).toContain(`./workshop --state-dir '${here.stateDirectory}' down`);
    }
    await succeed(there, path.join(copy, 'workshop'), ['up']);
  });

  it('lose nothing while one of them sleeps with all that asks it, and nothing is started again', async ({
    skip,
  }) => {
    skip(NO_PROC !== undefined, NO_PROC);
    for (const step of ['01-create-mesh', '02-deploy-v1'])
      await succeed(here, `scripts/order/${step}.sh`, []);
    const { supervisorPid } = await here.state();
    const url = (await succeed(here, './workshop', ['url', 'order'])).stdout.trim();
    const load = await startLoad({ url, answer: ANSWER, requestsPerSecond: 120, newConnectionEvery: 10 });
    try {
      await awaitAnswers(load, 0, 100);
      const before = processesUnder(supervisorPid).map(({ pid }) => pid);
      const all = [...before, load.pid];
      for (const pid of all) process.kill(pid, 'SIGSTOP');
      await pause(ASLEEP_MS);
      const answers = load.outcomes().length;
      for (const pid of all) process.kill(pid, 'SIGCONT');
      await awaitAnswers(load, answers, 100);
      const report = await load.stop();
      expect(report.failures).toEqual([]);
      const { stdout } = await succeed(here, './workshop', ['status']);
      expect(stdout.match(/2\/2 +Running +0/g)).toHaveLength(3);
      expect(processesUnder(supervisorPid).map(({ pid }) => pid)).toEqual(expect.arrayContaining(before));
    } finally {
      load.kill();
    }
  });

  it('end one by one, and the other one goes on; clean leaves a checkout as git has it', async () => {
    await succeed(here, './workshop', ['down']);
    await succeed(there, path.join(copy, 'workshop'), ['status']);
    expect((await there.run(path.join(copy, 'workshop'), ['clean'])).exitCode).toBe(1);
    await succeed(there, path.join(copy, 'workshop'), ['down']);
    await succeed(there, path.join(copy, 'workshop'), ['clean']);
    for (const gone of ['node_modules', '.workshop', 'apps/workshop/node_modules']) {
      expect(existsSync(path.join(copy, gone))).toBe(false);
    }
    expect(existsSync(path.join(copy, 'workshop'))).toBe(true);
  });
});
