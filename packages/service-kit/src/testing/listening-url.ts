import { vi } from 'vitest';
import type { BackgroundProcess } from './background-process.ts';

/** Waits until a service's log says where it listens. */
export function listeningUrl(started: BackgroundProcess): Promise<string> {
  return vi.waitFor(
    () => {
      const url = started.stdout().match(/"url":"(http:[^"]+)".*"msg":"listening"/)?.[1];
      if (url === undefined) throw new Error(`not listening yet: ${started.stdout()}${started.stderr()}`);
      return url;
    },
    { timeout: 20_000 },
  );
}
