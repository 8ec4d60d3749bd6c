import type { JsonObject } from '@mesh-workshop/json';

/** One violation inside an object; `field` is its path, e.g. `spec.ports[0].port`. */
export interface StatusCause {
  readonly reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueDuplicate'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden';
  readonly message: string;
  readonly field: string;
}

/** What an error is about. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** An answer other than success, as the API gives it: HTTP code, machine-readable reason, message for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;
  /** 'NotFound', 'AlreadyExists', 'Conflict', 'Invalid', ... as in metav1.StatusReason. */
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The `Status` object clients expect in the body. */
  toStatus(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details === undefined
        ? {}
        : { details: JSON.parse(JSON.stringify(this.details)) as JsonObject }),
      code: this.code,
    };
  }
}

/** Whether `error` is an ApiError of this reason, e.g. 'NotFound' or 'Conflict'. */
export function isApiError(error: unknown, reason: string): boolean {
  return error instanceof ApiError && error.reason === reason;
}
