/** An answer of one of our APIs that is neither the document nor a plain 404. */
class ReadError extends Error {
  override readonly name = 'ReadError';
}

/** GETs a JSON document; undefined when it is not there (404). */
export async function readJson(url: string, signal: AbortSignal): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    signal.throwIfAborted();
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new ReadError(`GET ${url}: ${cause}`);
  }
  const body = await response.text();
  if (response.status === 404) return undefined;
  if (!response.ok) throw new ReadError(`GET ${url}: status ${response.status}: ${body.slice(0, 200)}`);
  return JSON.parse(body);
}
