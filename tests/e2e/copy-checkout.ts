import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, trackedFiles } from '../repository.ts';

/**
 * Copies this checkout as one that has been used before: installed, with the tools that were downloaded, and no images yet. Our own packages are the copy's;
 * those of others are shared, as nothing in them depends on where they lie.
 */
export async function copyCheckout(target: string): Promise<void> {
  for (const file of trackedFiles()) {
    await cp(path.join(ROOT, file), path.join(target, file), { recursive: true, verbatimSymlinks: true });
  }
  const packages = ['.', ...trackedFiles('*/package.json').map((file) => path.dirname(file))];
  for (const each of packages) {
    for (const made of ['node_modules', 'generated']) {
      await copyOrLink(path.join(each, made), target);
    }
  }
  await mkdir(path.join(target, '.workshop'));
  await cp(path.join(ROOT, 'pnpm-lock.yaml'), path.join(target, '.workshop/dependencies.stamp'));
  await symlink(path.join(ROOT, '.workshop/tools'), path.join(target, '.workshop/tools'));
}

/** Copies a directory with its links as they are; the store of the packages of others is only linked to. */
async function copyOrLink(directory: string, target: string): Promise<void> {
  const entries = await readdir(path.join(ROOT, directory)).catch(() => []);
  for (const entry of entries) {
    const [from, to] = [path.join(ROOT, directory, entry), path.join(target, directory, entry)];
    await mkdir(path.dirname(to), { recursive: true });
    if (entry === '.pnpm') await symlink(from, to);
    else await cp(from, to, { recursive: true, verbatimSymlinks: true });
  }
}
