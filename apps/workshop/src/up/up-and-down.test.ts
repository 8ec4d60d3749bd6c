import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../checkout.ts';
import { listProcessesOf } from '../processes/list-processes-of.ts';
import { sharedPaths } from '../state/workshop-paths.ts';
import { loadWorkshopState } from '../state/workshop-state.ts';
import { TOOL_RECIPES } from '../tools/obtain-tools.ts';
import { detectPlatform } from '../tools/pins.ts';

const MINUTE = 60_000;

let root: string;
let stateDirectory: string;
let missing: string | undefined;

/** Runs a command with this test's own state directory and free ports. */
function run(
  command: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, WORKSHOP_STATE_DIR: stateDirectory, WORKSHOP_BASE_PORT: '0', ...variables };
  return new Promise((resolve) => {
    execFile(command, [...args], { cwd: CHECKOUT, env }, (error, stdout, stderr) =>
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      }),
    );
  });
}

const workshop = (...args: string[]) => run('./workshop', args);
const shell = (script: string, program = 'bash') =>
  run(program, ['-c', `eval "$(./workshop env)" && ${script}`]);

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'up-and-down-'));
  stateDirectory = path.join(root, "it's here");
  const context = {
    paths: sharedPaths(),
    environment: process.env,
    platform: detectPlatform(),
    report: () => undefined,
  };
  for (const name of ['envoy', 'kubectl'] as const) {
    if ('missing' in (await TOOL_RECIPES[name].find(context)))
      missing ??= `no ${name}: ./workshop up gets one`;
  }
});
afterAll(async () => {
  await workshop('down');
  rmSync(root, { recursive: true, force: true });
}, MINUTE);

describe('up and down', () => {
  it('starts once, answers kubectl and curl, and leaves nothing', { timeout: 6 * MINUTE }, async (ctx) => {
    if (missing !== undefined) return ctx.skip(missing);
    const first = await workshop('up');
    expect({ code: first.code, stderr: first.code === 0 ? '' : first.stderr }).toEqual({
      code: 0,
      stderr: '',
    });
    expect(first.stdout).toMatch(/^Ready after \d+\.\d s\./);
    expect((await workshop('up')).stdout).toMatch(/^Already running\./);
    const { supervisor } = await loadWorkshopState(stateDirectory);

    // Whoever can read it can run commands in pods.
    const kubeconfig = path.join(stateDirectory, 'run/kubeconfig');
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
    expect(readFileSync(kubeconfig, 'utf8')).toMatch(/token: [\w-]{43}\n/);
    const { kubernetesApi } = await loadWorkshopState(stateDirectory);
    const strangers = await run('curl', ['--silent', '--insecure', `${kubernetesApi}/api/v1/pods`]);
    expect(JSON.parse(strangers.stdout)).toMatchObject({ kind: 'Status', code: 401, reason: 'Unauthorized' });
    const token = await shell('kubectl --token nobodys get pods');
    expect(token).toMatchObject({ code: 1, stderr: expect.stringContaining('must be logged in') });

    for (const program of ['sh', 'bash']) {
      const { stdout } = await shell('kubectl get nodes --no-headers', program);
      expect(stdout).toMatch(/^local +Ready/);
    }
    await shell('kubectl run jump --image=nginx && kubectl run bad --image=redis:7');
    const wait = await shell('kubectl wait pod/jump --for=condition=Ready --timeout=60s');
    expect(wait.stdout).toContain('pod/jump condition met');
    const exec = await shell('kubectl exec jump -- sh -c "echo in; echo on >&2; exit 7"');
    expect(exec).toMatchObject({ code: 7, stdout: 'in\n', stderr: expect.stringContaining('on\n') });
    expect((await shell('kubectl describe pod bad')).stdout).toContain('image "redis:7" cannot run');
    expect((await workshop('status')).stdout).toMatch(/default +jump +1\/1 +Running/);
    expect(JSON.parse((await workshop('status', '--json')).stdout)).toMatchObject({
      running: true,
      proxies: [{ nodeId: 'service-proxy/local', state: 'synced' }],
    });
    expect(await workshop('url', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no service nowhere in namespace default'),
    });

    const variables = (await workshop('env')).stdout;
    expect((await workshop('down')).stdout).toMatch(/^Stopped\./);
    expect(await listProcessesOf(supervisor)).toEqual([]);
    expect(readdirSync(stateDirectory)).toEqual(['logs', 'run']);
    expect(readdirSync(path.join(stateDirectory, 'run'))).toEqual(['kubeconfig']);
    const old = await run('sh', ['-c', `${variables} kubectl get pods`]);
    expect(old.code).not.toBe(0);
    expect(old.stderr.trimEnd()).toMatch(
      /^.*\(this environment is stopped; start it again with: \.\/workshop up\)$/,
    );
    expect(readFileSync(path.join(stateDirectory, 'logs/control-plane.log'), 'utf8')).toContain('ready');
    expect(await workshop('down')).toMatchObject({ code: 0, stdout: 'Nothing was running.\n' });
    expect(await workshop('env')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('./workshop up'),
    });
  });

  it('leaves nothing when its supervisor is killed, and starts again', {
    timeout: 3 * MINUTE,
  }, async (ctx) => {
    if (missing !== undefined) return ctx.skip(missing);
    expect((await workshop('up')).code).toBe(0);
    // What leaves its session is found by the mark that it carries; that takes /proc.
    const stray = process.platform === 'linux' ? 'setsid sleep 600 & ' : '';
    await shell(`kubectl run stray --image=nginx --command -- sh -c '${stray}sleep 600'`);
    await shell('kubectl wait pod/stray --for=condition=Ready --timeout=60s');
    const { supervisor } = await loadWorkshopState(stateDirectory);
    expect((await listProcessesOf(supervisor)).length).toBeGreaterThan(4);
    process.kill(supervisor.pid, 'SIGKILL');
    await expect.poll(() => listProcessesOf(supervisor), { timeout: MINUTE }).toEqual([]);
    expect((await workshop('status')).code).toBe(1);
    expect((await workshop('up')).stdout).toMatch(/^Ready after/);
    expect((await workshop('down')).code).toBe(0);
  });

  it('starts a killed control plane again and goes on', { timeout: 3 * MINUTE }, async (ctx) => {
    if (missing !== undefined) return ctx.skip(missing);
    expect((await workshop('up')).code).toBe(0);
    const processes = async () =>
      (
        JSON.parse((await workshop('status', '--json')).stdout) as {
          processes: { name: string; pid?: number; restarts: number }[];
        }
      ).processes;
    const pid = (await processes()).find((it) => it.name === 'control-plane')?.pid;
    process.kill(pid ?? 0, 'SIGKILL');
    await expect
      .poll(async () => (await processes()).find((it) => it.name === 'control-plane'), { timeout: MINUTE })
      .toMatchObject({ restarts: 1, pid: expect.any(Number) });
    const { admin } = await loadWorkshopState(stateDirectory);
    const ready = async () => (await fetch(new URL('/ready', admin)).catch(() => undefined))?.status;
    await expect.poll(ready, { timeout: MINUTE }).toBe(200);
    expect((await workshop('down')).code).toBe(0);
  });

  it('names every fixed port that is taken, by whom, and what to change', {
    timeout: MINUTE,
  }, async (ctx) => {
    if (missing !== undefined) return ctx.skip(missing);
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await workshop('--base-port', String(port - 2), 'up');
    holder.close();
    expect(code).toBe(1);
    const by = process.platform === 'linux' ? ` by process ${process.pid} ` : '';
    expect(stderr).toContain(`port ${port} on 127.0.0.1, for the xDS server, is taken${by}`);
    expect(stderr).toContain('WORKSHOP_BASE_PORT=');
    expect(existsSync(path.join(stateDirectory, 'run/supervisor.json'))).toBe(false);
  });
});
