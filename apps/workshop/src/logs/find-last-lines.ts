import { readFile } from 'node:fs/promises';

const NEWLINE = 0x0a;

/** Where in a file its last so many lines begin, in bytes; the beginning for -1, as kubectl has it, and for more lines than there are. */
export async function findLastLines(file: string, lines: number): Promise<number> {
  const content = await readFile(file);
  if (lines < 0) return 0;
  if (lines === 0) return content.length;
  // The newline at the very end ends the last line, and begins none.
  let at = content.at(-1) === NEWLINE ? content.length - 1 : content.length;
  for (let left = lines; left > 0; left -= 1) {
    at = at <= 0 ? -1 : content.lastIndexOf(NEWLINE, at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}
