/** An error whose message is meant for the person at the terminal: shown without a stack trace. */
export class WorkshopError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'WorkshopError';
    this.exitCode = exitCode;
  }
}
