import type { Variable } from './variable.ts';

interface Described {
  readonly name: string;
  readonly alias?: string;
  readonly about: string;
}

interface NumberRange extends Described {
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit?: string;
}

/** A whole number within a range, both ends included. */
export function wholeNumber(range: NumberRange): Variable<number> {
  return numberVariable(range, 'a whole number', /^\d+$/);
}

/** A number with or without decimals within a range, both ends included. */
export function decimalNumber(range: NumberRange): Variable<number> {
  return numberVariable(range, 'a number', /^\d+(\.\d+)?$/);
}

function numberVariable(range: NumberRange, noun: string, digits: RegExp): Variable<number> {
  const { minimum, maximum, ...described } = range;
  const unit = range.unit === undefined ? '' : ` (${range.unit})`;
  return {
    ...described,
    allowed: `${noun} from ${minimum} to ${maximum}${unit}`,
    parse: (text) => {
      const value = digits.test(text) ? Number(text) : Number.NaN;
      return value >= minimum && value <= maximum ? value : undefined;
    },
  };
}

/** A text that matches a pattern; `allowed` says in words what the pattern accepts. */
export function text<Default extends string | undefined>(
  described: Described & { readonly default: Default; readonly pattern: RegExp; readonly allowed: string },
): Variable<string | Default> {
  const { pattern, ...rest } = described;
  return { ...rest, parse: (value) => (pattern.test(value) ? value : undefined) };
}

/** One of a few words. */
export function oneOf<const Word extends string>(
  described: Described & { readonly default: NoInfer<Word>; readonly words: readonly Word[] },
): Variable<Word> {
  const { words, ...rest } = described;
  return { ...rest, allowed: `one of ${words.join(', ')}`, parse: (value) => words.find((w) => w === value) };
}

/**
 * An absolute http:// URL. https:// is not allowed: TLS is the sidecar's work, and a proxy could
 * only tunnel it.
 */
export function httpUrl<Default extends string | undefined>(
  described: Described & { readonly default: Default },
): Variable<string | Default> {
  return {
    ...described,
    allowed: 'an http:// URL such as http://127.0.0.1:8080',
    parse: (value) => (URL.canParse(value) && new URL(value).protocol === 'http:' ? value : undefined),
  };
}
