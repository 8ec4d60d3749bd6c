import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../../testing/start-control-plane.ts';
import { watchYamlDirectory } from './watch-yaml-directory.ts';

it('links that lead in circles, or several to one directory, are followed once', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'z-nodes'));
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) {
    await symlink('.', join(directory, name));
    await symlink('..', join(directory, 'z-nodes', name));
    await symlink('z-nodes', join(directory, `${name}-nodes`));
  }
  await writeFile(
    join(directory, 'z-nodes', 'demos.yaml'),
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: demos }\n',
  );
  const source = watchYamlDirectory({
    directory,
    logger: pino({ level: 'silent' }),
    onChange: () => undefined,
    lookEveryMs: 10,
  });
  onTestFinished(() => source.stop());
  await expect.poll(() => source.current()?.namespaces).toEqual([{ name: 'demos', labels: {} }]);
  const documents = source.current()?.documents.map(({ source: place }) => place?.file);
  expect(documents).toEqual([join(directory, 'z-nodes', 'demos.yaml')]);
});
