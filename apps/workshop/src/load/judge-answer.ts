/** Version by service name, for example `{ Order: '1.0', Product: '1.5', Customer: '1.0' }`. */
export type Versions = Readonly<Record<string, string>>;

/** A good answer with the versions it shows, or why it is none. */
export type Judgement =
  | { readonly ok: true; readonly versions: Versions }
  | { readonly ok: false; readonly reason: string };

/**
 * A good answer is status 200 and one JSON line per service, in the given order, each with `service` and a
 * `version`. Anything else is a failure: a 200 with an error inside would hide what the mesh lost.
 */
export function judgeAnswer(services: readonly string[], status: number, body: string): Judgement {
  if (status !== 200) return { ok: false, reason: `status ${status}` };
  const lines = body.trimEnd().split('\n');
  if (lines.length !== services.length) {
    return { ok: false, reason: `${lines.length} line(s) instead of ${services.length}` };
  }
  const versions: Record<string, string> = {};
  for (const [index, service] of services.entries()) {
    const parsed = parseLine(lines[index] ?? '');
    if (parsed === undefined) return { ok: false, reason: `line ${index + 1} is not a JSON object` };
    if (parsed.service !== service) {
      return {
        ok: false,
        reason: `line ${index + 1} is from ${describe(parsed.service)} instead of ${service}`,
      };
    }
    if (typeof parsed.version !== 'string' || parsed.version === '') {
      return { ok: false, reason: `line ${index + 1} (${service}) has no version` };
    }
    versions[service] = parsed.version;
  }
  return { ok: true, versions };
}

function parseLine(line: string): { readonly service?: unknown; readonly version?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function describe(service: unknown): string {
  return typeof service === 'string' ? service : 'an unnamed service';
}
