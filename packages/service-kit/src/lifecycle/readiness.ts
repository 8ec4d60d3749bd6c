/** Whether the service wants requests. It starts wanting them, and stops once, when it is told to end. */
export interface Readiness {
  isReady(): boolean;
  markUnready(): void;
}

/** A service that is ready until it is marked unready. */
export function createReadiness(): Readiness {
  let ready = true;
  return {
    isReady: () => ready,
    markUnready: () => {
      ready = false;
    },
  };
}
