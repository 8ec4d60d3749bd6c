import { dirname, join, normalize } from 'node:path';
import { trackedFiles } from '../repository.ts';
import { readTracked } from './shell-scripts.ts';

/** One `import` or `export ... from`, of types or values, or `import()`. */
export interface Import {
  /** File that has it, relative to the checkout. */
  readonly from: string;
  /** As it is written. */
  readonly specifier: string;
  /** File of the workspace that it leads to; absent for libraries and Node's own modules. */
  readonly to?: string;
}

/** Statements as Biome formats them: they begin or end at the start of a line. */
const STATIC = /^(?:import|export|\})(?:[^'\n]*\bfrom)? '([^']+)'/gm;
const DYNAMIC = /\bimport\('([^']+)'\)/g;
const WORKSPACE = '@mesh-workshop/';

/** All imports of a file's text. */
export function findSpecifiers(text: string): readonly string[] {
  return [...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)].map(([, specifier = '']) => specifier);
}

/** All imports of the workspace's TypeScript files, type imports included. */
export function readImports(): readonly Import[] {
  return trackedFiles('apps/*.ts', 'packages/*.ts', 'services/*.ts', 'tests/*.ts').flatMap((from) =>
    findSpecifiers(readTracked(from)).map((specifier): Import => {
      if (specifier.startsWith('.'))
        return { from, specifier, to: normalize(join(dirname(from), specifier)) };
      if (!specifier.startsWith(WORKSPACE)) return { from, specifier };
      return { from, specifier, to: exportedFile(specifier.slice(WORKSPACE.length)) };
    }),
  );
}

/** Where `appmesh` or `appmesh/shapes` leads, as the package says. */
function exportedFile(name: string): string {
  const [room = '', ...path] = name.split('/');
  const { exports } = JSON.parse(readTracked(`packages/${room}/package.json`)) as {
    readonly exports: string | Readonly<Record<string, string>>;
  };
  const entry = ['.', ...path].join('/');
  const file = typeof exports === 'string' ? { '.': exports }[entry] : exports[entry];
  return join('packages', room, file ?? `(does not export ${entry})`);
}

/** The room that a file is in: `xds` for `packages/xds/src/index.ts`, `tests` for all of the tests across packages. */
export function roomOf(file: string): string {
  const [top = '', room = ''] = file.split('/');
  return top === 'tests' ? top : room;
}

/** The arrows between rooms, as `control-plane -> xds`, each once and in order. */
export function roomArrows(imports: readonly Import[]): readonly string[] {
  const arrows = imports.flatMap(({ from, to }) =>
    to === undefined || roomOf(from) === roomOf(to) ? [] : [`${roomOf(from)} -> ${roomOf(to)}`],
  );
  return [...new Set(arrows)].sort();
}

/** Files that lead back to themselves, each circle once, as a list from one of its files to the one that closes it. */
export function findCircles(imports: readonly Import[]): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports)
    if (to !== undefined) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start !== -1) circles.push([...path.slice(start), file]);
    if (start !== -1 || done.has(file)) return;
    path.push(file);
    for (const target of targets.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of targets.keys()) visit(file);
  return circles;
}

/** A row of the drawing: rooms, and those they stand on. */
export interface DrawnRow {
  readonly rooms: readonly string[];
  readonly standsOn: readonly string[];
}

/** The rows of ARCHITECTURE.md's table `floor | room | stands on`, from the top floor down. */
export function readDrawing(markdown: string): readonly DrawnRow[] {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => /^\| floor +\| room +\| stands on +\|$/.test(line));
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  if (head === -1) return [];
  return lines.slice(head + 2, end).map((line) => {
    const [, , rooms = '', standsOn = ''] = line.split('|');
    return { rooms: names(rooms), standsOn: names(standsOn) };
  });
}

/** What a cell names: links and code by their text. */
function names(cell: string): readonly string[] {
  return [...cell.replaceAll(/\]\([^)]*\)/g, ']').matchAll(/[a-z][a-z-]*/g)].map(([name]) => name);
}
