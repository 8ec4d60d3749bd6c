import type { WriteStream } from 'node:tty';

/** A picture that is drawn over the one before it. */
export interface Screen {
  draw(lines: readonly string[]): void;
  /** Leaves the last picture standing and gives the cursor back. */
  close(): void;
}

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_TO_END = '\x1b[0J';

/** Draws in place, below what the terminal already shows. */
export function openScreen(terminal: Pick<WriteStream, 'write'>): Screen {
  let drawn = 0;
  terminal.write(HIDE_CURSOR);
  return {
    draw(lines) {
      const up = drawn > 0 ? `\x1b[${drawn}A` : '';
      terminal.write(`${up}\r${CLEAR_TO_END}${lines.join('\n')}\n`);
      drawn = lines.length;
    },
    close() {
      terminal.write(SHOW_CURSOR);
    },
  };
}
