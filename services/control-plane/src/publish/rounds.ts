/**
 * Runs `round` after every request for it, but once for all requests that come together, and never more than half of the time: after a
 * round that took long, the next waits as long. A request on an idle system is served as soon as the work that made it is done, so
 * that an API call is answered first.
 */
export class Rounds {
  readonly #round: () => void;
  #scheduled = false;
  #stopped = false;
  #notBefore = 0;

  constructor(round: () => void) {
    this.#round = round;
  }

  request(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    const wait = this.#notBefore - performance.now();
    if (wait < 1) setImmediate(() => this.#run());
    else setTimeout(() => this.#run(), wait);
  }

  stop(): void {
    this.#stopped = true;
  }

  #run(): void {
    this.#scheduled = false;
    if (this.#stopped) return;
    const start = performance.now();
    this.#round();
    const end = performance.now();
    this.#notBefore = end + (end - start);
  }
}
