import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkshop, type Workshop } from './workshop.ts';
import { NO_PROC, processesNaming, processesUnder } from './workshop-processes.ts';

const MINUTE = 60_000;

let workshop: Workshop;
beforeAll(async () => {
  workshop = await createWorkshop();
  const { exitCode, stderr } = await workshop.run('./workshop', ['up']);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
}, 5 * MINUTE);
afterAll(() => workshop.remove(), MINUTE);

/** Tries to start another environment there, and expects that nothing of it stays. */
async function failToStart(basePort: number): Promise<string> {
  const other = await createWorkshop(basePort);
  try {
    const { exitCode, stderr } = await other.run('./workshop', ['up']);
    expect(exitCode).toBe(1);
    if (NO_PROC === undefined) expect(processesNaming(other.stateDirectory)).toEqual([]);
    return stderr;
  } finally {
    await other.remove();
  }
}

describe('starting on a taken port', () => {
  it('names the port that a program holds', { timeout: MINUTE }, async () => {
    const holder = net.createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = holder.address() as net.AddressInfo;
      expect(await failToStart(port)).toContain(String(port));
    } finally {
      holder.close();
    }
  });

  it('names the port that another Envoy holds', { timeout: MINUTE }, async () => {
    // The fifth of the fixed ports is the service proxy's: the one that is up is an Envoy.
    const held = Number(new URL((await workshop.state()).httpProxy).port);
    const said = await failToStart(held - 4);
    expect(said).toContain(String(held));
    expect(said).toMatch(/envoy/i);
  });
});

describe('the end of an environment', () => {
  it('leaves no process after down', { timeout: MINUTE }, async ({ skip }) => {
    skip(NO_PROC !== undefined, NO_PROC);
    const { supervisorPid } = await workshop.state();
    expect(processesUnder(supervisorPid).length).toBeGreaterThan(2);
    expect((await workshop.run('./workshop', ['down'])).exitCode).toBe(0);
    expect(processesUnder(supervisorPid)).toEqual([]);
    expect(processesNaming(workshop.stateDirectory)).toEqual([]);
  });

  it('leaves no process when its supervisor is killed', { timeout: 3 * MINUTE }, async ({ skip }) => {
    skip(NO_PROC !== undefined, NO_PROC);
    for (const [command, ...args] of [
      ['./workshop', 'up'],
      ['scripts/order/01-create-mesh.sh'],
      ['scripts/order/02-deploy-v1.sh'],
    ] as const) {
      const { exitCode, stderr } = await workshop.run(command, args);
      expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    }
    const { supervisorPid } = await workshop.state();
    // Supervisor, guardian, control plane, service proxy, and three pods of two processes.
    expect(processesUnder(supervisorPid).length).toBeGreaterThanOrEqual(10);
    process.kill(supervisorPid, 'SIGKILL');
    await expect.poll(() => processesUnder(supervisorPid), { timeout: MINUTE }).toEqual([]);
    expect(processesNaming(workshop.stateDirectory)).toEqual([]);
  });

  it('is followed by a start like the first', { timeout: MINUTE }, async () => {
    expect((await workshop.run('./workshop', ['up'])).exitCode).toBe(0);
    const { stdout } = await workshop.run('bash', [
      '-c',
      'eval "$(./workshop env)"; aws appmesh list-meshes',
    ]);
    expect(JSON.parse(stdout)).toEqual({ meshes: [] });
  });
});
