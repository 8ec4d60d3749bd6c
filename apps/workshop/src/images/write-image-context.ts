import { chmod, copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { WorkshopError } from '../workshop-error.ts';
import { bundleService } from './bundle-service.ts';
import { listServices } from './list-services.ts';

/**
 * Writes what scripts/images/Dockerfile copies: `service.cjs`, the service in one file, and `state`, an empty directory for a service that keeps
 * something. `images` is where bundles are kept. Throws a WorkshopError when there is no such service.
 */
export async function writeImageContext(service: string, images: string, directory: string): Promise<void> {
  const services = listServices();
  if (!services.includes(service)) {
    throw new WorkshopError(
      `there is no service ${JSON.stringify(service)} in this checkout; allowed: ${services.join(', ')}.`,
    );
  }
  const bundle = await bundleService(service, images);
  await mkdir(path.join(directory, 'state'), { recursive: true });
  const program = path.join(directory, 'service.cjs');
  const temporary = `${program}.${process.pid}`;
  await copyFile(bundle, temporary);
  // The image takes the mode over, and its user is not the one who builds it: a strict umask must not lock it out.
  await chmod(temporary, 0o644);
  await rename(temporary, program);
}
