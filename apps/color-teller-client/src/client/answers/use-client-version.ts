import { useCallback, useState } from 'react';
import { askVersion } from './gateway.ts';
import { usePolling } from './use-polling.ts';

/** A new version comes with a deployment, which takes longer than this. */
const INTERVAL_MS = 5_000;

/** The version of the client that answered last; it keeps the last one known while nobody answers. */
export function useClientVersion(): string | undefined {
  const [version, setVersion] = useState<string>();
  const ask = useCallback(async (signal: AbortSignal) => {
    const answered = await askVersion(signal);
    if (answered !== undefined && !signal.aborted) setVersion(answered);
    return answered !== undefined;
  }, []);
  usePolling(ask, INTERVAL_MS);
  return version;
}
