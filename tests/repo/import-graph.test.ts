import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../repository.ts';
import {
  findCircles,
  findSpecifiers,
  type Import,
  readDrawing,
  readImports,
  roomArrows,
  roomOf,
} from './import-graph.ts';
import { readTracked } from './shell-scripts.ts';

const IMPORTS = readImports();
const DRAWING = readDrawing(readTracked('ARCHITECTURE.md'));

describe('the import graph, type imports included,', () => {
  test('leads to files that exist', () => {
    const lost = IMPORTS.filter(({ to }) => to !== undefined && !existsSync(join(ROOT, to)));
    expect(lost).toEqual([]);
  });

  test('has no circle between files', () => {
    expect(findCircles(IMPORTS)).toEqual([]);
  });

  test('enters another room by its name only; the tests of all rooms may look behind it', () => {
    const trespassing = IMPORTS.filter(
      ({ from, specifier, to = from }) =>
        specifier.startsWith('.') && roomOf(from) !== 'tests' && roomOf(from) !== roomOf(to),
    );
    expect(trespassing).toEqual([]);
  });

  test('has exactly the arrows that ARCHITECTURE.md draws', () => {
    const drawn = DRAWING.flatMap(({ rooms, standsOn }) =>
      rooms.flatMap((room) => standsOn.map((below) => `${room} -> ${below}`)),
    );
    expect(drawn.toSorted()).toEqual(roomArrows(IMPORTS));
  });

  test('has no arrow that points up, or to a room of the same row', () => {
    const up = DRAWING.flatMap(({ rooms, standsOn }, row) => {
      const below = new Set(DRAWING.slice(row + 1).flatMap((lower) => lower.rooms));
      return standsOn.filter((room) => !below.has(room)).map((room) => `${rooms.join(', ')} -> ${room}`);
    });
    expect(up).toEqual([]);
  });

  test('is drawn with every room once', () => {
    const rooms = new Set(IMPORTS.map(({ from }) => roomOf(from)));
    expect(DRAWING.flatMap((row) => row.rooms).toSorted()).toEqual([...rooms].sort());
  });
});

describe('the reader of imports', () => {
  test('finds them in every form', () => {
    const text = [
      "import './one.ts';",
      "import { a } from './two.ts';",
      "import type { b } from './three.ts';",
      'import {',
      '  c,',
      "} from './four.ts';",
      "export * from './five.ts';",
      "export type { d } from './six.ts';",
      `const e = await import(${JSON.stringify('./seven.ts').replaceAll('"', "'")});`,
      "const text = 'from ./none.ts';",
    ].join('\n');
    const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
    expect(findSpecifiers(text)).toEqual(names.map((name) => `./${name}.ts`));
  });

  test('sees a circle of three, and none where two ways lead to one file', () => {
    const graph = (...arrows: readonly string[]): readonly Import[] =>
      arrows.map((arrow) => ({ from: arrow.charAt(0), specifier: './', to: arrow.charAt(1) }));
    expect(findCircles(graph('ab', 'bc', 'ca'))).toEqual([['a', 'b', 'c', 'a']]);
    expect(findCircles(graph('ab', 'ac', 'bd', 'cd'))).toEqual([]);
  });
});
