/** Where a good answer shows its versions. */
export type AnswerForm =
  /** One JSON line per service, in this order, each with its own `service` and `version`. */
  | { readonly form: 'lines'; readonly services: readonly string[] }
  /** One JSON object: by service, the member that has its version. */
  | { readonly form: 'object'; readonly members: Readonly<Record<string, string>> };

/** Version by service name, for example `{ Order: '1.0', Product: '1.5', Customer: '1.0' }`. */
export type Versions = Readonly<Record<string, string>>;

/** A good answer with the versions it shows, or why it is none. */
export type Judgement =
  | { readonly ok: true; readonly versions: Versions }
  | { readonly ok: false; readonly reason: string };

/**
 * A good answer is status 200 and a version of every service, in the form asked for. Anything else is a failure: a 200
 * with an error inside would hide what the mesh lost.
 */
export function judgeAnswer(answer: AnswerForm, status: number, body: string): Judgement {
  if (status !== 200) return { ok: false, reason: `status ${status}` };
  return answer.form === 'lines' ? judgeLines(answer.services, body) : judgeObject(answer.members, body);
}

function judgeObject(members: Readonly<Record<string, string>>, body: string): Judgement {
  const parsed = parseObject(body);
  if (parsed === undefined) return { ok: false, reason: 'the answer is not a JSON object' };
  const versions: Record<string, string> = {};
  for (const [service, member] of Object.entries(members)) {
    const version = parsed[member];
    if (typeof version !== 'string' || version === '') {
      return { ok: false, reason: `the answer has no version of ${service} ("${member}")` };
    }
    versions[service] = version;
  }
  return { ok: true, versions };
}

function judgeLines(services: readonly string[], body: string): Judgement {
  const lines = body.trimEnd().split('\n');
  if (lines.length !== services.length) {
    return { ok: false, reason: `${lines.length} line(s) instead of ${services.length}` };
  }
  const versions: Record<string, string> = {};
  for (const [index, service] of services.entries()) {
    const parsed = parseObject(lines[index] ?? '');
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

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function describe(service: unknown): string {
  return typeof service === 'string' ? service : 'an unnamed service';
}
