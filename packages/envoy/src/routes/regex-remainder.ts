/**
 * What is left of a regular expression (RE2's syntax, matched as a whole) behind a text that it has to begin with: the
 * expression for the rest. `none`: nothing that begins with the text matches. `unknown`: this function does not know; it follows
 * single characters, brackets, `.`, plain groups and alternatives, with `*`, `+` and `?`, which is what paths are matched with.
 */
export type Remainder =
  | { readonly kind: 'rest'; readonly regex: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

export function regexRemainder(regex: string, text: string): Remainder {
  try {
    let alternatives = splitAlternatives(regex).map((alternative) => alternative.replace(/^(?:\^|\\A)/, ''));
    for (const character of text) {
      alternatives = [...new Set(alternatives.flatMap((alternative) => behind(alternative, character)))];
    }
    if (alternatives.length === 0) return { kind: 'none' };
    return { kind: 'rest', regex: alternatives.join('|') };
  } catch (error) {
    if (error instanceof Unknown) return { kind: 'unknown' };
    throw error;
  }
}

class Unknown extends Error {}

/** One character or bracket, or a group, with what says how often; sticky. */
const UNIT = /(?<group>\()|(?<one>\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[^\\()|])/y;
const REPETITION = /(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??/y;

/** The expressions for what may follow `character` in what a sequence (no alternatives outside of groups) matches. */
function behind(sequence: string, character: string): readonly string[] {
  if (sequence === '') return [];
  const { unit, repetition, rest } = firstUnit(sequence);
  const isGroup = unit.startsWith('(');
  const skipped = repetition === '?' || repetition === '*' ? behind(rest, character) : [];
  if (isGroup) {
    if (repetition !== '' && repetition !== '?') throw new Unknown();
    return [...splitAlternatives(inside(unit)).flatMap((one) => behind(one + rest, character)), ...skipped];
  }
  if (!takes(unit, character)) return skipped;
  const repeated = repetition === '*' || repetition === '+' ? `${unit}*${rest}` : rest;
  return [repeated, ...skipped];
}

function firstUnit(sequence: string): { unit: string; repetition: string; rest: string } {
  UNIT.lastIndex = 0;
  const found = UNIT.exec(sequence);
  if (found === null) throw new Unknown();
  const unit = found.groups?.group === undefined ? found[0] : sequence.slice(0, endOfGroup(sequence));
  REPETITION.lastIndex = unit.length;
  const [written = ''] = REPETITION.exec(sequence) ?? [];
  if (written.startsWith('{')) throw new Unknown();
  return { unit, repetition: written.charAt(0), rest: sequence.slice(unit.length + written.length) };
}

/** Whether a character, a bracket or an escape takes one character; throws for those that stand for places and wide classes. */
function takes(unit: string, character: string): boolean {
  if (unit === '$') return false;
  if (unit === '^' || /^\\[^dDsSwW!-/:-@[-`{-~]/.test(unit) || /\[:|\\[^dDsSwW!-/:-@[-`{-~]/.test(unit)) {
    throw new Unknown();
  }
  return new RegExp(`^${unit}$`).test(character);
}

function inside(group: string): string {
  const [opening = ''] = /^\((?:\?:|\?P<[^>]*>)?/.exec(group) ?? [];
  if (group.startsWith('(?') && opening === '(') throw new Unknown();
  return group.slice(opening.length, -1);
}

/** The alternatives of an expression that are not inside a group. */
function splitAlternatives(regex: string): readonly string[] {
  const found: string[] = [''];
  let at = 0;
  while (at < regex.length) {
    const length = regex.charAt(at) === '(' ? endOfGroup(regex.slice(at)) : lengthOfUnit(regex, at);
    const piece = regex.slice(at, at + length);
    if (piece === '|') found.push('');
    else found.push(`${found.pop() ?? ''}${piece}`);
    at += length;
  }
  return found;
}

/** Length of the group that a text begins with. */
function endOfGroup(text: string): number {
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const next = text.charAt(at);
    if (next === '(') depth += 1;
    if (next === ')') depth -= 1;
    at += next === '(' || next === ')' ? 1 : lengthOfUnit(text, at);
    if (depth === 0) return at;
  }
  throw new Unknown();
}

function lengthOfUnit(text: string, at: number): number {
  if (text.charAt(at) === '|') return 1;
  UNIT.lastIndex = at;
  return UNIT.exec(text)?.[0].length ?? 1;
}
