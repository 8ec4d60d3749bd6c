/** One thing an answer shows: who says it, and what (a version, a color, `error`). */
export interface Shown {
  readonly label: string;
  readonly value: string;
}

/** Members whose value tells deployments apart, in every service of the four tutorials. */
const TELLING_MEMBERS = ['version', 'color', 'backend'] as const;
/** Plain text longer than this is a page, not an answer. */
const LONGEST_TEXT = 60;

/**
 * Reads what can be counted out of any answer: one JSON document or one per line, at any depth. An object that names
 * its `service` is counted under that name, otherwise under the member that led to it. Short plain text counts as a
 * whole.
 */
export function extractVersions(body: string): readonly Shown[] {
  const text = body.trim();
  const documents = parseDocuments(text);
  if (documents !== undefined) return documents.flatMap((document) => shownBy(document, undefined));
  return text !== '' && text.length <= LONGEST_TEXT && !text.includes('\n') && !text.startsWith('<')
    ? [{ label: 'answer', value: text }]
    : [];
}

function parseDocuments(text: string): readonly unknown[] | undefined {
  try {
    return [JSON.parse(text)];
  } catch {
    // Not one document; perhaps one a line.
  }
  const documents: unknown[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    try {
      documents.push(JSON.parse(line));
    } catch {
      return undefined;
    }
  }
  return documents.length > 0 ? documents : undefined;
}

function shownBy(value: unknown, cameFrom: string | undefined): readonly Shown[] {
  if (Array.isArray(value)) return value.flatMap((item) => shownBy(item, cameFrom));
  if (typeof value !== 'object' || value === null) return [];
  const members = new Map<string, unknown>(Object.entries(value));
  const service = members.get('service');
  const owner = typeof service === 'string' && service !== '' ? service : cameFrom;
  const shown: Shown[] = [];
  for (const member of TELLING_MEMBERS) {
    const told = members.get(member);
    if (typeof told !== 'string' && typeof told !== 'number') continue;
    shown.push({ label: labelOf(member, owner), value: String(told) });
  }
  const error = members.get('error');
  if (typeof error === 'string') {
    // Whoever could not be asked is named before a colon; else it is the one that answers.
    const named = TELLING_MEMBERS.find((member) => error.startsWith(`${member}:`) && !members.has(member));
    const failed = named === undefined ? owner : labelOf(named, owner);
    if (failed !== undefined && (named !== undefined || shown.length === 0)) {
      shown.push({ label: failed, value: 'error' });
    }
  }
  for (const [member, nested] of members) shown.push(...shownBy(nested, member));
  return shown;
}

/** A version is what its owner is; anything else keeps its own name beside the owner's. */
function labelOf(member: (typeof TELLING_MEMBERS)[number], owner: string | undefined): string {
  if (owner === undefined) return member;
  return member === 'version' ? owner : `${owner} ${member}`;
}
