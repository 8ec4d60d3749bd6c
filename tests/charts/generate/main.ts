import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../repository.ts';
import { generatedFiles } from './generated-files.ts';

for (const [path, content] of generatedFiles()) writeFileSync(join(ROOT, path), content);
