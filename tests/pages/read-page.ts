import { lexer, type Token, type Tokens, walkTokens } from 'marked';

/** Commands of a page, one after the other, and what the page says that they print. */
export interface Example {
  /** The heading above them. */
  readonly section: string;
  readonly commands: readonly string[];
  /** The blocks of output that come before the next command. */
  readonly shows: readonly string[];
}

/** Something that a page proposes to try. */
export interface Trial {
  readonly command: string;
  /** Whether the page says that it will be refused. */
  readonly refused: boolean;
}

/**
 * The examples of a tutorial's page, in its order. A block of `bash` is commands, one a line; so is the first column of a table that is headed
 * `step`. A block without a language is the output of the commands before it in its section.
 */
export function readExamples(markdown: string): readonly Example[] {
  const examples: { section: string; commands: string[]; shows: string[] }[] = [];
  let section = '';
  const add = (commands: readonly string[]) => {
    const last = examples.at(-1);
    if (last?.section === section && last.shows.length === 0) last.commands.push(...commands);
    else examples.push({ section, commands: [...commands], shows: [] });
  };
  for (const token of lexer(markdown) as Tokens.Generic[]) {
    if (token.type === 'heading') section = token.text as string;
    else if (token.type === 'code' && token.lang === 'bash') add(readCommands(token.text as string));
    else if (token.type === 'code' && (token.lang ?? '') === '') {
      const last = examples.at(-1);
      if (last?.section === section) last.shows.push(token.text as string);
    } else if (token.type === 'table') {
      const { header, rows } = token as unknown as Tokens.Table;
      if (header[0]?.text === 'step') add(rows.flatMap(([cell]) => codeIn(cell?.tokens ?? [])));
    }
  }
  return examples;
}

/** Whole commands among what the list of a section proposes. A part of a command, or one with `...` in it, is none. */
export function readTrials(markdown: string, heading: string): readonly Trial[] {
  const trials: Trial[] = [];
  let section = '';
  for (const token of lexer(markdown) as Tokens.Generic[]) {
    if (token.type === 'heading') section = token.text as string;
    if (token.type !== 'list' || section !== heading) continue;
    for (const item of (token as unknown as Tokens.List).items) {
      const refused = /\brefused\b|Exception\b/.test(item.text);
      const commands = codeIn(item.tokens).filter(
        (code) => WHOLE_COMMAND.test(code) && !code.includes('...'),
      );
      trials.push(...commands.map((command) => ({ command, refused })));
    }
  }
  return trials;
}

const WHOLE_COMMAND = /^(kubectl|helm|aws|\.\/workshop|scripts\/\S+)( \S+){2,}$/;

/** The commands of a block, one a line, without the remarks behind them. */
function readCommands(block: string): readonly string[] {
  return block
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function codeIn(tokens: readonly Token[]): readonly string[] {
  const found: string[] = [];
  void walkTokens([...tokens], (token) => {
    if (token.type === 'codespan') found.push((token as Tokens.Codespan).text);
  });
  return found;
}
