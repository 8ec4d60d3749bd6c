import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../repository.ts';

/** What scripts/images/images.txt says: every image, and the tutorial that needs it. */
export function readImageList(): readonly { readonly image: string; readonly tutorial: string }[] {
  return readFileSync(join(ROOT, 'scripts/images/images.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [image = '', tutorial = ''] = line.split(/ +/);
      return { image, tutorial };
    });
}
