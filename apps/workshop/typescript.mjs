// Lets Node run the TypeScript of this checkout. tsx caches under the system's temporary directory, but this
// checkout writes nowhere else: point it to .workshop/ while tsx loads, then give the variable back.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../.workshop/cache', import.meta.url));
mkdirSync(cache, { recursive: true });
const before = process.env.TMPDIR;
process.env.TMPDIR = cache;
await import('tsx');
if (before === undefined) delete process.env.TMPDIR;
else process.env.TMPDIR = before;
