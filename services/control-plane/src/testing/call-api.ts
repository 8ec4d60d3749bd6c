/** The answer to a raw request. */
export interface RawAnswer {
  readonly status: number;
  readonly errorType: string | null;
  readonly requestId: string | null;
  readonly body: Record<string, unknown>;
}

/** Sends what no client would let through. A body of bytes or a string is sent as it is. */
export async function callApi(
  apiUrl: string,
  method: string,
  path: string,
  body?: string | Uint8Array | object,
): Promise<RawAnswer> {
  const response = await fetch(`${apiUrl}/v20190125${path}`, {
    method,
    ...(body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body) }),
  });
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype'),
    requestId: response.headers.get('x-amzn-requestid'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

function isRaw(body: string | Uint8Array | object): body is string | Uint8Array<ArrayBuffer> {
  return typeof body === 'string' || body instanceof Uint8Array;
}
