/** Colors on a dark ground that are told apart by people who see colors differently, each with a contrast of at least 4.5. */
const GROUND = '#0f172a';
const COLORS: Readonly<Record<string, string>> = {
  '31': '#fca5a5',
  '32': '#86efac',
  '33': '#fde047',
  '34': '#93c5fd',
  '35': '#d8b4fe',
  '36': '#67e8f9',
  '90': '#94a3b8',
};
const PLAIN = '#e2e8f0';
const FAINT = '#94a3b8';
const CELL = { width: 8.4, height: 18 };
const MARGIN = 16;

/** What a terminal showed, from a moment on. */
export interface Frame {
  /** Seconds from the beginning. */
  readonly at: number;
  /** With escape sequences for bold, faint and colors. */
  readonly lines: readonly string[];
}

/** A picture that shows the frames one after the other, and again, each until the next; the last one stays `lastSeconds`. */
export function drawTerminal(
  frames: readonly Frame[],
  { title, columns, lastSeconds }: { title: string; columns: number; lastSeconds: number },
): string {
  const rows = Math.max(...frames.map(({ lines }) => lines.length));
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = rows * CELL.height + 2 * MARGIN;
  const end = (frames.at(-1)?.at ?? 0) + lastSeconds;
  const shown = frames.map(({ at, lines }, index) => {
    const until = frames[index + 1]?.at ?? end;
    const times = [0, at / end, until / end].map((it) => it.toFixed(4)).join(';');
    // Without animation, as on paper, the last frame is what is seen.
    const still = index === frames.length - 1 ? 'inline' : 'none';
    const animation = `<animate attributeName="display" values="none;inline;none" keyTimes="${times}" dur="${end}s" calcMode="discrete" repeatCount="indefinite"/>`;
    return `  <g display="${still}">${animation}\n${lines.flatMap(drawLine).join('\n')}\n  </g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">
  <title id="t">${escapeText(title).replaceAll('\u00a0', ' ')}</title>
  <rect width="${width}" height="${height}" rx="10" fill="${GROUND}"/>
${shown.join('\n')}
</svg>
`;
}

function drawLine(line: string, row: number): readonly string[] {
  const y = MARGIN + (row + 0.75) * CELL.height;
  let column = 0;
  let [weight, fill] = ['', PLAIN];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const spans = line.split(/\u001b\[([\d;]*)m/).flatMap((part, index) => {
    if (index % 2 === 1) {
      [weight, fill] = applySequence(part, weight, fill);
      return [];
    }
    const x = MARGIN + column * CELL.width;
    column += [...part].length;
    if (part.trim() === '') return [];
    return [
      `<tspan x="${x.toFixed(1)}" fill="${fill}"${weight === '' ? '' : ` font-weight="${weight}"`}>${escapeText(part)}</tspan>`,
    ];
  });
  return spans.length === 0 ? [] : [`    <text y="${y.toFixed(1)}">${spans.join('')}</text>`];
}

function applySequence(codes: string, weight: string, fill: string): [weight: string, fill: string] {
  let state: [string, string] = [weight, fill];
  for (const code of codes === '' ? ['0'] : codes.split(';')) {
    const [boldness, color] = state;
    if (code === '0') state = ['', PLAIN];
    else if (code === '1') state = ['bold', color];
    else if (code === '2') state = [boldness, FAINT];
    else if (code === '22') state = ['', color === FAINT ? PLAIN : color];
    else if (code === '39') state = [boldness, PLAIN];
    else state = [boldness, COLORS[code] ?? color];
  }
  return state;
}

/** With spaces that stay: in a picture, several would be one. */
function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(' ', '\u00a0');
}
