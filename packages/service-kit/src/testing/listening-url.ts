import { expect } from 'vitest';
import type { BackgroundProcess } from './background-process.ts';

/** Waits until a service's log says where it listens. */
export async function listeningUrl(started: BackgroundProcess): Promise<string> {
  const url = () => started.stdout().match(/"url":"(http:[^"]+)".*"msg":"listening"/)?.[1];
  await expect.poll(url, { message: `listening: ${started.stderr()}` }).toBeDefined();
  return url() ?? '';
}
