/** The byte at which the last `lines` lines of a text begin. A last line without a line end counts as one. */
export function tailOffset(content: Buffer, lines: number): number {
  if (lines <= 0) return content.length;
  let seen = 0;
  for (let index = content.length - 1; index >= 0; index -= 1) {
    if (content[index] !== 0x0a || index === content.length - 1) continue;
    seen += 1;
    if (seen === lines) return index + 1;
  }
  return 0;
}
