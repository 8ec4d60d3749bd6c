import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyCheckout } from './copy-checkout.ts';
import { createWorkshop, type Workshop } from './workshop.ts';

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

let there: Workshop;
let copy: string;
beforeAll(async () => {
  there = await createWorkshop();
  copy = path.join(there.scratch, "a checkout, it's here");
  await copyCheckout(copy);
});
afterAll(async () => {
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
