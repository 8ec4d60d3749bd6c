/** Another service whose answer is a line of Order's. */
export interface Dependency {
  /** As it stands in the other service's answers. */
  readonly name: string;
  readonly url: string;
  /** Milliseconds that the whole call may take. */
  readonly timeoutMs: number;
}

/** One line of Order's answer: what a service said, or why it said nothing. */
export type Line =
  | { readonly service: string; readonly version: string }
  | { readonly service: string; readonly error: string };

/** Gets the body that a URL answers with; rejects with an Error whose message says why there is none. */
export type GetBody = (url: string, timeoutMs: number) => Promise<unknown>;

/** Asks a dependency for its line. Never rejects: a failed call is a line as well. */
export async function askDependency({ name, url, timeoutMs }: Dependency, getBody: GetBody): Promise<Line> {
  try {
    return parseAnswer(name, await getBody(url, timeoutMs));
  } catch (error) {
    return { service: name, error: error instanceof Error ? error.message : String(error) };
  }
}

/** The line in a dependency's answer. Only what a line consists of is taken over. */
export function parseAnswer(name: string, body: unknown): Line {
  if (typeof body !== 'object' || body === null || !('service' in body) || !('version' in body)) {
    return { service: name, error: 'the answer is not JSON with "service" and "version"' };
  }
  const { service, version } = body;
  if (service !== name) return { service: name, error: `the answer is from ${JSON.stringify(service)}` };
  if (typeof version !== 'string')
    return { service: name, error: 'the "version" in the answer is not a string' };
  return { service, version };
}
