import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { listSteps } from './list-steps.ts';

it('lists the numbered scripts in order and sets those from 90 on apart', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'steps-'));
  try {
    for (const file of ['99-delete-mesh.sh', '10-b.sh', '02-deploy-v1.sh', 'watch.sh', '03-notes.md']) {
      await writeFile(path.join(directory, file), '');
    }
    const steps = await listSteps(directory);
    expect(steps.teaching.map((step) => step.file)).toEqual(['02-deploy-v1.sh', '10-b.sh']);
    expect(steps.cleanUp.map((step) => step.file)).toEqual(['99-delete-mesh.sh']);
    expect(steps.teaching[0]).toMatchObject({ number: 2, title: 'deploy v1' });
  } finally {
    await rm(directory, { recursive: true });
  }
});
