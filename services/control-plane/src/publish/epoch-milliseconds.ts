/** Now, in milliseconds since 1970 with a fraction. Unlike `Date.now()` it tells apart what happens within one millisecond. */
export function epochMilliseconds(): number {
  return performance.timeOrigin + performance.now();
}
