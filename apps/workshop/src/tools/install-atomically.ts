import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from '@mesh-workshop/process-lock';
import { whileTelling } from '../progress/while-telling.ts';
import type { ToolContext } from './tool.ts';

/**
 * Fills the directory `<tools>/<name>` with what `fill` puts into an empty one, so that it is either whole or absent, also when two
 * processes want it at once or one is killed. `what` names it for people, e.g. "Envoy 1.40.0 (37 MB)".
 */
export async function installAtomically(
  context: ToolContext,
  name: string,
  what: string,
  fill: (directory: string) => Promise<void>,
): Promise<void> {
  const target = path.join(context.paths.tools, name);
  await withLock(
    `${target}.lock`,
    async () => {
      if (existsSync(target)) return;
      const started = Date.now();
      const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
      context.report(`Downloading ${what} ...`);
      const temporary = await mkdtemp(`${target}.tmp-`);
      try {
        await mkdir(path.join(temporary, 'content'));
        await whileTelling(
          context.report,
          () => `Downloading ${what}`,
          () => fill(path.join(temporary, 'content')),
        );
        await rename(path.join(temporary, 'content'), target);
        context.report(`Downloaded ${what} in ${seconds()} s.`);
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    },
    {
      onWait: (holder) => context.report(`Waiting for process ${holder.pid}, which downloads ${what} ...`),
    },
  );
}
