/** What a shell gives for a program that Ctrl-C ended. */
const INTERRUPTED_EXIT_CODE = 130;

/**
 * Does the work with a signal for Ctrl-C and its like, and says what to do when that has ended it; who asks twice does not want to wait.
 */
export async function untilInterrupted(
  work: (signal: AbortSignal) => Promise<void>,
  onInterrupted: () => Promise<void> | void,
): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED_EXIT_CODE);
    interrupt.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    await work(interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.exitCode = INTERRUPTED_EXIT_CODE;
    process.stderr.write('\nInterrupted.\n');
    await onInterrupted();
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
