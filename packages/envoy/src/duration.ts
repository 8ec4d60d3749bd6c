/** Milliseconds as a proto3 JSON duration: 1500 is `1.5s`. */
export function duration(millis: number): string {
  return `${millis / 1000}s`;
}
