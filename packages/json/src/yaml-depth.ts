import { Lexer, Parser } from 'yaml';

/** Deeper than any document that means something. */
const MAX_DEPTH = 500;

/**
 * Whether a YAML text is nested too deep to be read. It has to be asked before: readers follow nesting by recursion, and a stack that runs out at the wrong
 * place ends the process, which nothing can catch. Here tokens are counted, without recursion.
 */
export function isTooDeepYaml(text: string): boolean {
  const parser = new Parser();
  for (const token of new Lexer().lex(text)) {
    // What it has finished is of no interest.
    for (const _finished of parser.next(token));
    if (parser.stack.length > MAX_DEPTH) return true;
  }
  return false;
}
