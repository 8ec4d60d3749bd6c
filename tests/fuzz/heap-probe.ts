// Loaded before the program that is fuzzed (node --expose-gc --import): tells its parent how much it holds on to.

process.on('message', (message) => {
  if (message === 'heap') void report();
});
// Nothing is left when the parent was killed.
process.on('disconnect', () => process.exit());
// Else the channel would keep a process alive that has ended by itself.
process.channel?.unref();

/** What one collection sets free, finalizers run later may set free more: the least of several counts. */
async function report(): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  process.send?.({ heapBytes: least });
}
