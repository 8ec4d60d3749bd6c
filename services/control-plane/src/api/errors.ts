/** Every error that the API answers with, and its HTTP status: first App Mesh's own, then what AWS answers before a service is asked. */
export const ERROR_STATUS = {
  BadRequestException: 400,
  LimitExceededException: 400,
  TooManyTagsException: 400,
  ForbiddenException: 403,
  NotFoundException: 404,
  ConflictException: 409,
  ResourceInUseException: 409,
  TooManyRequestsException: 429,
  InternalServerErrorException: 500,
  ServiceUnavailableException: 503,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  UnrecognizedClientException: 403,
  UnknownOperationException: 404,
  RequestEntityTooLargeException: 413,
} as const;

/** A key of {@link ERROR_STATUS}: what a client sees in `x-amzn-ErrorType`. */
export type ErrorType = keyof typeof ERROR_STATUS;

/** Ends a request with an error. The message is the client's. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly type: ErrorType;

  constructor(type: ErrorType, message: string) {
    super(message);
    this.type = type;
  }
}

/** Everything that is wrong with a request, in one message; one violation alone keeps its own words. */
export function badRequest(violations: readonly string[]): ApiError {
  const [only = ''] = violations;
  const message = violations.length === 1 ? only : `${violations.length} violations: ${violations.join(' ')}`;
  return new ApiError('BadRequestException', message);
}
