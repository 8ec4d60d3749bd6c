import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundleControlPlane, startControlPlaneProcess } from './testing/control-plane-process.ts';
import { temporaryDirectory } from './testing/start-control-plane.ts';

const bundle = bundleControlPlane();

describe('the process', () => {
  it('runs from one bundled file, says where it listens, and ends on SIGTERM', async () => {
    const STATE_DIR = await temporaryDirectory();
    const controlPlane = startControlPlaneProcess(bundle, { STATE_DIR });
    const { adminUrl } = await controlPlane.ready();
    expect(await (await fetch(`${adminUrl}/ready`)).json()).toEqual({ status: 'ready' });
    expect(await controlPlane.end('SIGTERM')).toBe(0);
    // One JSON object a line, nothing else.
    for (const line of controlPlane.output().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('ends with 1 and every reason when the environment is wrong', async () => {
    const controlPlane = startControlPlaneProcess(bundle, { API_ADDRESS: '0.0.0.0:7401', ACCOUNT_ID: 'me' });
    expect(await controlPlane.ended()).toBe(1);
    for (const variable of ['STATE_DIR', 'API_ADDRESS', 'ACCOUNT_ID'])
      expect(controlPlane.output()).toContain(variable);
    expect(controlPlane.output()).toContain('there is no access control');
  });

  it('ends with 1 and names the address when a port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void holder.close());
    await new Promise((resolve) => holder.once('listening', resolve));
    const address = holder.address();
    const port = typeof address === 'object' ? address?.port : 0;
    for (const variable of ['API_ADDRESS', 'XDS_ADDRESS', 'ADMIN_ADDRESS']) {
      const STATE_DIR = await temporaryDirectory();
      const controlPlane = startControlPlaneProcess(bundle, { STATE_DIR, [variable]: `127.0.0.1:${port}` });
      expect(await controlPlane.ended()).toBe(1);
      expect(controlPlane.output()).toContain(`cannot listen on 127.0.0.1:${port}`);
    }
  });
});
