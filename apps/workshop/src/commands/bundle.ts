import path from 'node:path';
import type { Command } from 'commander';
import { writeImageContext } from '../images/write-image-context.ts';
import { sharedPaths } from '../state/workshop-paths.ts';

/** Adds `bundle`. */
export function registerBundle(program: Command): void {
  program
    .command('bundle')
    .summary('write what an image of a service is made of')
    .description(
      'Writes a service as one file, service.cjs, which needs nothing but Node, with static, the files it serves, an empty directory, state, and sbom.cdx.json, the packages it is made of. It is what the local target runs, and all\n' +
        'that scripts/images/build-image.sh puts into an image.',
    )
    .argument('<service>', 'a folder of services/, or an app that is an image')
    .argument('<directory>', 'where to write; made when it is not there')
    .addHelpText(
      'after',
      `
Examples:
  ./workshop bundle product .workshop/contexts/product
  VERSION=1.5 node .workshop/contexts/product/service.cjs

Exit codes: 0 written, 1 there is no such service or it cannot be built, 2 wrong usage.`,
    )
    .action(async (service: string, directory: string) => {
      await writeImageContext(service, sharedPaths().images, path.resolve(directory));
    });
}
