/**
 * Why a text is not a regular expression that Envoy takes; undefined when it is one. Envoy's are RE2's, which has neither
 * look-around nor back references. Rare corners of RE2 (octal escapes, scripts of Unicode beyond a few) are refused as well:
 * better a clear word here than a proxy that refuses all its routes.
 */
export function re2Problem(expression: string): string | undefined {
  try {
    const reader = new Re2Reader(expression);
    reader.alternatives();
    reader.end();
    return reader.size > MAX_SIZE ? 'is too large once its repetitions are multiplied' : undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message;
    throw error;
  }
}

/** RE2's limit for one repetition, and for nested ones multiplied. */
const MAX_REPEAT = 1000;
/** Steps of the compiled program, estimated; far from RE2's own limit. */
const MAX_SIZE = 20_000;

const ESCAPED_CLASS = 'dDsSwW';
const ESCAPED_CHARACTER = 'tnrfva';
const ESCAPED_PLACE = 'bBAz';
const POSIX_CLASS =
  /^\[:\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;
const UNICODE_CLASS = /^\\[pP](?:[LNPSZ]|\{\^?(?:L[lu]?|N[d]?|P|S|Z|Latin|Greek|Cyrillic|Han)\})/;
const HEXADECIMAL = /^\\x(?:[0-9a-fA-F]{2}|\{[0-9a-fA-F]{1,4}\})/;
const REPETITION = /^\{([0-9]+)(,([0-9]*))?\}/;
const GROUP = /^\((?:\?(?:P<[a-zA-Z_][a-zA-Z0-9_]*>|[imsU]*(?:-[imsU]+)?:))?(?!\?)/;
const FLAGS = /^\(\?(?:[imsU]+(?:-[imsU]+)?|-[imsU]+)\)/;

class SyntaxProblem extends Error {}

class Re2Reader {
  size = 0;
  readonly #text: string;
  #at = 0;
  readonly #names = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    if (this.#at < this.#text.length) throw new SyntaxProblem('has a ")" without its "("');
  }

  /** Returns how often what it read is repeated at most, nested repetitions multiplied. */
  alternatives(): number {
    let deepest = 1;
    for (;;) {
      deepest = Math.max(deepest, this.#sequence());
      if (this.#next() !== '|') return deepest;
      this.#at += 1;
    }
  }

  #sequence(): number {
    let deepest = 1;
    while (this.#at < this.#text.length && this.#next() !== '|' && this.#next() !== ')') {
      const before = this.size;
      const inner = this.#atom();
      deepest = Math.max(deepest, this.#repetition(inner, before));
    }
    return deepest;
  }

  #repetition(inner: number, before: number): number {
    const times = this.#quantifier();
    if (times === undefined) return inner;
    if (this.#next() === '?') this.#at += 1;
    if (this.#quantifier() !== undefined) {
      throw new SyntaxProblem('repeats a repetition; put the first one in parentheses');
    }
    if (times * inner > MAX_REPEAT) {
      throw new SyntaxProblem(`repeats something more than ${MAX_REPEAT} times`);
    }
    this.size = before + (this.size - before) * Math.max(1, times);
    return times * inner;
  }

  /** The largest number of a counted repetition; 1 for `*`, `+` and `?`; undefined for none. */
  #quantifier(): number | undefined {
    const next = this.#next();
    if (next === '*' || next === '+' || next === '?') {
      this.#at += 1;
      return 1;
    }
    const counted = REPETITION.exec(this.#rest());
    if (counted === null) return undefined;
    const [whole, least = '', range, most = ''] = counted;
    this.#at += whole.length;
    const [low, high] = [Number(least), range === undefined || most === '' ? Number(least) : Number(most)];
    if (low > MAX_REPEAT || high > MAX_REPEAT || low > high) {
      throw new SyntaxProblem(`has the repetition ${whole}; allowed: 0 to ${MAX_REPEAT}, the smaller first`);
    }
    return high;
  }

  #atom(): number {
    const next = this.#next();
    if (next === '(') return this.#group();
    if (next === '[') this.#class();
    else if (next === '\\') this.#escape();
    else if (next === '*' || next === '+' || next === '?' || REPETITION.test(this.#rest())) {
      throw new SyntaxProblem(`has a "${next}" that repeats nothing`);
    } else {
      this.#at += 1;
      this.size += next === '.' ? 12 : 4;
    }
    return 1;
  }

  #group(): number {
    const flags = FLAGS.exec(this.#rest());
    if (flags !== null) {
      this.#at += flags[0].length;
      const repeats = this.#quantifier() !== undefined;
      if (repeats) throw new SyntaxProblem(`repeats ${flags[0]}, which matches nothing`);
      return 1;
    }
    const opened = GROUP.exec(this.#rest());
    if (opened === null) {
      throw new SyntaxProblem(
        `has ${JSON.stringify(this.#rest().slice(0, 4))}, which RE2 does not know (it has no look-around)`,
      );
    }
    const [whole] = opened;
    if (whole.startsWith('(?P<')) {
      if (this.#names.has(whole)) throw new SyntaxProblem(`has the group ${whole} twice`);
      this.#names.add(whole);
    }
    this.#at += whole.length;
    this.size += 4;
    const inner = this.alternatives();
    if (this.#next() !== ')') throw new SyntaxProblem('has a "(" without its ")"');
    this.#at += 1;
    return inner;
  }

  #escape(): void {
    const rest = this.#rest();
    const special = UNICODE_CLASS.exec(rest) ?? HEXADECIMAL.exec(rest);
    if (special !== null) {
      this.#at += special[0].length;
      this.size += /^\\[pP]/.test(special[0]) ? 800 : 4;
      return;
    }
    const escaped = rest.charAt(1);
    const known = ESCAPED_CLASS + ESCAPED_CHARACTER + ESCAPED_PLACE;
    if (!isPunctuation(escaped) && !(escaped !== '' && known.includes(escaped))) {
      throw new SyntaxProblem(
        `has the escape "\\${escaped}", which is not supported (nor are back references)`,
      );
    }
    this.#at += 2;
    this.size += 8;
  }

  #class(): void {
    this.#at += this.#rest().startsWith('[^') ? 2 : 1;
    this.size += 12;
    for (let first = true; first || this.#next() !== ']'; first = false) {
      const posix = POSIX_CLASS.exec(this.#rest());
      if (posix !== null) {
        this.#at += posix[0].length;
        continue;
      }
      const low = this.#classCharacter();
      if (this.#next() !== '-' || this.#rest().charAt(1) === ']' || this.#rest().length < 2) continue;
      this.#at += 1;
      const high = this.#classCharacter();
      if (low === undefined || high === undefined || low > high) {
        throw new SyntaxProblem(
          'has a range in brackets that does not go from a lower character to a higher one',
        );
      }
    }
    this.#at += 1;
  }

  /** The code of one character in brackets; undefined for a class like `\d`. */
  #classCharacter(): number | undefined {
    const rest = this.#rest();
    if (rest === '') throw new SyntaxProblem('has a "[" without its "]"');
    if (!rest.startsWith('\\')) {
      const code = rest.codePointAt(0) ?? 0;
      this.#at += String.fromCodePoint(code).length;
      return code;
    }
    const before = this.#at;
    this.#escape();
    const escaped = this.#text.slice(before + 1, this.#at);
    if (ESCAPED_PLACE.includes(escaped)) {
      throw new SyntaxProblem(`has the escape "\\${escaped}" in brackets, where it means nothing`);
    }
    if (/^[pP]/.test(escaped) || ESCAPED_CLASS.includes(escaped)) return undefined;
    if (escaped.startsWith('x')) return Number.parseInt(escaped.replace(/[x{}]/g, ''), 16);
    return ESCAPED_CHARACTER.includes(escaped)
      ? '\t\n\r\f\v\u0007'.charCodeAt(ESCAPED_CHARACTER.indexOf(escaped))
      : escaped.charCodeAt(0);
  }

  #next(): string {
    return this.#text.charAt(this.#at);
  }

  #rest(): string {
    return this.#text.slice(this.#at);
  }
}

function isPunctuation(character: string): boolean {
  return /^[!-/:-@[-`{-~]$/.test(character);
}
