/**
 * The lines that a page shows and the output does not have. Lines with a `$` in front come in the page's order, and what the page shows under one comes after
 * it; whatever else is printed is no matter, nor are the columns' widths. Three dots in a line stand for anything, and alone in a line for nothing.
 *
 * Told apart are the words, the versions, statuses and weights, and whether all containers of a pod are ready; not what another run has otherwise: the ends of
 * pods' names, ports, times and ages, and how often something was counted.
 */
export function findMissingLines(page: string, output: string): readonly string[] {
  const printed = output.split('\n').map(normalise);
  const missing: string[] = [];
  let from = 0;
  for (const line of page.split('\n')) {
    const wanted = normalise(line);
    if (wanted === '' || wanted === '...') continue;
    const pattern = new RegExp(
      `^${wanted
        .split(/ ?\.\.\. ?/)
        .map(escapePattern)
        .join('.*')}$`,
    );
    const at = printed.findIndex((it, index) => index >= from && pattern.test(it));
    if (at === -1) missing.push(line);
    else if (wanted.startsWith('$ ')) from = at + 1;
  }
  return missing;
}

/** A name as Kubernetes makes them from a Deployment's: without vowels and the digits that look like them. */
const POD = /(?<=-)[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g;

function normalise(line: string): string {
  return (
    line
      // What colors and tables add.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is the control character that is to go
      .replaceAll(/\u001b\[\d*m/g, '')
      .replaceAll(/-{2,}/g, '--')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .replaceAll(POD, 'POD')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replaceAll(/(127\.0\.0\.1|localhost):\d+/g, '$1:PORT')
      .replaceAll(/\bin \d+\.\d+ s$/g, 'in SECONDS s')
      // The age at the end of a row, after at least one other column.
      .replace(/ (\d+[dhms])+$/, ' AGE')
      .replaceAll(/\b(\d)\/(\d)\b/g, (_, ready, all) => (ready === all ? `${all}/${all}` : `fewer/${all}`))
      // What uniq counted.
      .replace(/^\d+ (?=\d{3}$|")/, 'COUNT ')
      .replace(/so far: \d+$/, 'so far: COUNT')
  );
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
