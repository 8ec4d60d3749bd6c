import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { renderTable } from './render-table.ts';
import { useColor } from './use-color.ts';

it('aligns columns by what is seen, not by colour codes', () => {
  const { green } = createColors(true);
  expect(
    renderTable(
      ['NAME', 'STATE', 'WHY'],
      [
        ['a', green('synced'), 'x'],
        ['longer', 'no', ''],
      ],
    ),
  ).toBe(['  NAME    STATE   WHY', `  a       ${green('synced')}  x`, '  longer  no'].join('\n'));
  expect(renderTable(['NAME'], [])).toBe('  none');
});

it('colours terminals only, and not against NO_COLOR', () => {
  expect(useColor({ isTTY: true }, {})).toBe(true);
  expect(useColor({}, {})).toBe(false);
  expect(useColor({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
  expect(useColor({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
});
