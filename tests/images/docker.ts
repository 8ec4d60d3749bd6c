import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Runs docker and returns what it printed; throws with its errors. */
export function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Why no image can be built here; undefined: it can. */
export function whyNoImages(): string | undefined {
  const asked = spawnSync('docker', ['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (asked.error !== undefined) return `docker cannot be run (${asked.error.message})`;
  if (asked.status !== 0) return `no Docker engine answers: ${asked.stderr.trim().split('\n').at(-1)}`;
  const own = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const usable = process.platform === 'linux' && asked.stdout.trim() === own;
  if (!usable && !process.env.BASE_IMAGE) {
    return `the Docker engine (${asked.stdout.trim()}) cannot run this machine's Node: set BASE_IMAGE to an image with Node that it has`;
  }
  return undefined;
}

/** Makes an image of this machine's Node and the libraries it is linked to: something to stand on that needs no registry. */
export function importNodeImage(name: string): void {
  const tree = mkdtempSync(join(tmpdir(), 'node-image-'));
  try {
    const place = (file: string, at: string) => {
      mkdirSync(dirname(join(tree, at)), { recursive: true });
      copyFileSync(file, join(tree, at));
    };
    place(process.execPath, 'usr/local/bin/node');
    // Asked of a fresh process: this one has loaded the test runner's, too.
    const list = 'process.report.getReport().sharedObjects.join("\\n")';
    const loaded = execFileSync(process.execPath, ['-p', list], { encoding: 'utf8' }).trim().split('\n');
    for (const library of loaded.filter((file) => file.startsWith('/'))) place(library, library);
    const archive = join(tree, 'node.tar');
    execFileSync('tar', ['--create', '--file', archive, '--exclude', './node.tar', '--directory', tree, '.']);
    docker('import', '--change', 'ENV PATH=/usr/local/bin', archive, name);
  } finally {
    rmSync(tree, { recursive: true });
  }
}
