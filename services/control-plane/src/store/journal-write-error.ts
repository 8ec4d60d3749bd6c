/** A write that is not in the journal. Nothing of it will be found after a restart. */
export class JournalWriteError extends Error {
  override readonly name = 'JournalWriteError';
  /** The disk, a quota or a file size limit is full: the same write succeeds once there is space. */
  readonly outOfSpace: boolean;

  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const outOfSpace = /^(ENOSPC|EDQUOT|EFBIG)$/.test(errorCode(cause));
    super(outOfSpace ? `there is no space left for ${file}` : `${file} cannot be written: ${reason}`, {
      cause,
    });
    this.outOfSpace = outOfSpace;
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
