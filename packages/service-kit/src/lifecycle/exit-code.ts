/** With what code a service's process ends. */
export const ExitCode = {
  /** It was asked to stop, and every request in flight was answered. */
  drained: 0,
  /** The configuration has values that are not allowed, or the port cannot be listened on. */
  cannotStart: 1,
  /** Requests were cut off: SHUTDOWN_TIMEOUT_MS was over, or a second signal came. */
  cutOff: 2,
} as const;
