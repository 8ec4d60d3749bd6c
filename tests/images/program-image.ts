import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DockerEngine } from './docker-engine.ts';

/** Makes an image of this machine's Node and the libraries it is linked to: something to stand on that needs no registry. */
export function importNodeImage(engine: DockerEngine, name: string): void {
  importProgram(engine, name, process.execPath, '/usr/local/bin/node');
}

/** Makes an image of one program of this machine and the libraries it is linked to. */
function importProgram(engine: DockerEngine, name: string, program: string, at: string): void {
  const tree = mkdtempSync(join(tmpdir(), 'program-image-'));
  try {
    const place = (file: string, to: string) => {
      mkdirSync(dirname(join(tree, to)), { recursive: true });
      copyFileSync(file, join(tree, to));
    };
    place(program, at);
    for (const library of librariesOf(program)) place(library, library);
    const archive = join(tree, 'tree.tar');
    execFileSync('tar', ['--create', '--file', archive, '--exclude', './tree.tar', '--directory', tree, '.']);
    engine.docker('import', '--change', `ENV PATH=${dirname(at)}`, archive, name);
  } finally {
    rmSync(tree, { recursive: true });
  }
}

function librariesOf(program: string): readonly string[] {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' });
  return [...listed.matchAll(/(?:=> |^\s+)(\/\S+) \(/gm)].map(([, file = '']) => file);
}
