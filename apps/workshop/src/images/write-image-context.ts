import { chmod, copyFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { bundleService, PROGRAM, STATIC_FILES } from './bundle-service.ts';
import { findImageSource } from './image-sources.ts';
import { type Lockfile, listDependencies } from './list-dependencies.ts';

/** The bill of materials in an image, by the ending that CycloneDX recommends. */
const BILL_OF_MATERIALS = 'sbom.cdx.json';

/**
 * Writes what scripts/images/Dockerfile copies: `service.cjs`, the program in one file; `static`, the files it serves, empty for most; `state`, an
 * empty directory for a service that keeps something; and `sbom.cdx.json`, what of others it is made of. `images` is where bundles are kept. Throws a WorkshopError when there is no such service.
 */
export async function writeImageContext(
  service: string,
  images: string,
  directory: string,
  checkout: string = CHECKOUT,
): Promise<void> {
  const { folder } = findImageSource(service, checkout);
  const bundle = await bundleService(service, images, checkout);
  await mkdir(path.join(directory, 'state'), { recursive: true });
  const files = path.join(directory, STATIC_FILES);
  await rm(files, { recursive: true, force: true });
  await mkdir(files);
  const from = path.join(path.dirname(bundle), STATIC_FILES);
  if ((await readdir(path.dirname(bundle))).includes(STATIC_FILES))
    await cp(from, files, { recursive: true });
  await makeReadable(files);
  const program = path.join(directory, PROGRAM);
  const temporary = `${program}.${process.pid}`;
  await copyFile(bundle, temporary);
  await chmod(temporary, 0o644);
  await rename(temporary, program);
  await writeFile(path.join(directory, BILL_OF_MATERIALS), await billOfMaterials(folder, checkout), {
    mode: 0o644,
  });
}

async function billOfMaterials(folder: string, checkout: string): Promise<string> {
  // Loaded by the one command that writes an image, not by all of them.
  const [{ parse }, { formatSoftwareBillOfMaterials }] = await Promise.all([
    import('yaml'),
    import('./software-bill-of-materials.ts'),
  ]);
  const lockfile = parse(await readFile(path.join(checkout, 'pnpm-lock.yaml'), 'utf8')) as Lockfile;
  return formatSoftwareBillOfMaterials(listDependencies(lockfile, folder));
}

/** The image takes the modes over, and its user is not the one who builds it: a strict umask must not lock it out. */
async function makeReadable(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    await (entry.isDirectory() ? makeReadable(file) : chmod(file, 0o644));
  }
}
