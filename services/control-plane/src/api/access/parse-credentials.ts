import type { Credential } from './credential.ts';

const MEMBERS = ['accessKeyId', 'secretAccessKey', 'sessionToken', 'operations'];
const OPERATION = /^[A-Za-z]*\*?$/;

/**
 * Reads `{ "credentials": [{ "accessKeyId", "secretAccessKey", "sessionToken"?, "operations"? }] }`. What is wrong is said without the
 * secrets that are in it.
 */
export function parseCredentials(
  text: string,
): { readonly credentials: readonly Credential[] } | { readonly wrong: string } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { wrong: 'it is not valid JSON' };
  }
  const entries = (document as { credentials?: unknown } | null)?.credentials;
  if (!Array.isArray(entries) || entries.length === 0)
    return { wrong: 'it needs a member "credentials", a list of at least one' };
  const wrong = entries.flatMap((entry, index) =>
    mistakesIn(entry).map((it) => `credentials[${index}]${it}`),
  );
  const ids = entries.map((entry) => (entry as Partial<Credential> | null)?.accessKeyId);
  const twice = ids.find((id, index) => id !== undefined && ids.indexOf(id) !== index);
  if (twice !== undefined) wrong.push(`accessKeyId ${JSON.stringify(twice)} is there twice`);
  return wrong.length > 0 ? { wrong: wrong.join('; ') } : { credentials: entries as readonly Credential[] };
}

function mistakesIn(entry: unknown): readonly string[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [' must be an object'];
  const { accessKeyId, secretAccessKey, sessionToken, operations } = entry as Record<string, unknown>;
  const mistakes = Object.keys(entry)
    .filter((member) => !MEMBERS.includes(member))
    .map((member) => `.${member} is not known; allowed: ${MEMBERS.join(', ')}`);
  if (typeof accessKeyId !== 'string' || !/^\w{1,128}$/.test(accessKeyId))
    mistakes.push('.accessKeyId must be 1 to 128 letters, digits and _');
  if (typeof secretAccessKey !== 'string' || secretAccessKey.length < 16)
    mistakes.push('.secretAccessKey must be a string of at least 16 characters');
  if (sessionToken !== undefined && (typeof sessionToken !== 'string' || sessionToken === ''))
    mistakes.push('.sessionToken must be a string');
  const areNames =
    Array.isArray(operations) && operations.every((name) => typeof name === 'string' && OPERATION.test(name));
  if (operations !== undefined && !areNames)
    mistakes.push('.operations must be a list of operation names, as "DescribeMesh" or "Describe*"');
  return mistakes;
}
