import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT } from '../checkout.ts';
import { WorkshopError } from '../workshop-error.ts';
import { findImageSource, type ImageSource } from './image-sources.ts';

/** What a bundle was made from, so that the next start can tell whether it still fits without building it. */
interface BundleManifest {
  /** the bundle's folder, after its content */
  readonly folder: string;
  /** path relative to the checkout -> size and time of change */
  readonly inputs: Readonly<Record<string, string>>;
}

/** The program of an image in its bundle, and beside it, for an image that has them, the folder of its static files. */
export const PROGRAM = 'service.cjs';
export const STATIC_FILES = 'static';

const inProgress = new Map<string, Promise<string>>();
/** present once something was built */
let stopBuilder: (() => Promise<void>) | undefined;

/**
 * A folder with `service.cjs`, one CJS file with everything the image needs (an ESM bundle of aws-xray-sdk dies on its dynamic requires), and
 * the static files of an image that has some, below `images`. Built only when a source changed. The folder's name is the hash of its content:
 * running processes keep what they started from. Returns the path of the program.
 */
export function bundleService(service: string, images: string, checkout: string = CHECKOUT): Promise<string> {
  const key = `${images}\0${service}`;
  const running = inProgress.get(key);
  if (running !== undefined) return running;
  const bundling = bundle(service, path.join(images, service), checkout).finally(async () => {
    inProgress.delete(key);
    // esbuild's own process keeps some 200 MB for as long as it is left running.
    if (inProgress.size === 0) await stopBuilder?.();
  });
  inProgress.set(key, bundling);
  return bundling;
}

async function bundle(service: string, directory: string, checkout: string): Promise<string> {
  const manifestFile = path.join(directory, 'manifest.json');
  const known = await readManifest(manifestFile);
  if (known !== undefined && isCurrent(known, directory, checkout)) {
    return path.join(directory, known.folder, PROGRAM);
  }
  const source = findImageSource(service, checkout);
  const { code, inputs } = await build(service, source.entry, checkout);
  const files = source.static === undefined ? undefined : await buildStaticFiles(service, source, checkout);
  const hash = createHash('sha256').update(code);
  for (const [name, content] of files?.contents ?? []) hash.update(`\0${name}\0`).update(content);
  const manifest: BundleManifest = {
    folder: hash.digest('hex').slice(0, 16),
    inputs: Object.fromEntries(
      [...inputs, ...(files?.inputs ?? [])].map((input) => [input, fingerprint(input, checkout)]),
    ),
  };
  const folder = path.join(directory, manifest.folder);
  if (!existsSync(folder)) {
    const temporary = `${folder}.${process.pid}`;
    await mkdir(temporary, { recursive: true });
    await writeFile(path.join(temporary, PROGRAM), code);
    for (const [name, content] of files?.contents ?? []) {
      const file = path.join(temporary, STATIC_FILES, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    await moveIntoPlace(temporary, folder);
  }
  await writeAtomically(manifestFile, JSON.stringify(manifest));
  return path.join(folder, PROGRAM);
}

/** Whoever comes second has made the same. */
async function moveIntoPlace(temporary: string, folder: string): Promise<void> {
  try {
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Runs the package's script `build`, and reads what it wrote. Its inputs are all files of the package. */
async function buildStaticFiles(
  service: string,
  { folder, static: output = '' }: ImageSource,
  checkout: string,
) {
  const cwd = path.join(checkout, folder);
  try {
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd });
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new WorkshopError(
      `the static files of ${service} cannot be built (npm run build in ${folder}): ${`${stderr}${stdout}`.trim() || message}`,
    );
  }
  const outputDirectory = path.join(checkout, output);
  const names = listFiles(outputDirectory);
  if (names.length === 0) throw new WorkshopError(`npm run build in ${folder} wrote no files to ${output}.`);
  const contents = await Promise.all(
    names.map(async (name) => [name, await readFile(path.join(outputDirectory, name))] as const),
  );
  const inputs = listFiles(cwd)
    .map((name) => path.join(folder, name))
    .filter((name) => !name.startsWith(`${output}${path.sep}`));
  return { contents, inputs };
}

/** The files below a directory that are not somebody else's, sorted. */
function listFiles(directory: string, prefix = ''): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== '.git')
    .flatMap((entry) => {
      const name = path.join(prefix, entry.name);
      return entry.isDirectory() ? listFiles(path.join(directory, entry.name), name) : [name];
    })
    .sort();
}

async function build(
  service: string,
  entry: string,
  checkout: string,
): Promise<{ readonly code: Uint8Array; readonly inputs: readonly string[] }> {
  // Loaded only when something has to be built: it starts a process of its own.
  const esbuild = await import('esbuild');
  stopBuilder = () => esbuild.stop();
  try {
    const result = await esbuild.build({
      absWorkingDir: checkout,
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      metafile: true,
      write: false,
      logLevel: 'silent',
      outfile: 'bundle.cjs',
      loader: { '.binpb': 'binary' },
      // CJS has no import.meta; code that asks for its own place gets that of the bundle.
      define: { 'import.meta.url': '__bundle_url' },
      banner: { js: "const __bundle_url = require('node:url').pathToFileURL(__filename).href;" },
    });
    const [output] = result.outputFiles;
    if (output === undefined) throw new Error('esbuild gave no output');
    return { code: output.contents, inputs: [...Object.keys(result.metafile.inputs), 'pnpm-lock.yaml'] };
  } catch (error) {
    throw new WorkshopError(
      `the image of ${service} cannot be built: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function isCurrent(manifest: BundleManifest, directory: string, checkout: string): boolean {
  return (
    // An earlier version of this file wrote manifests without a folder.
    manifest.folder !== undefined &&
    existsSync(path.join(directory, manifest.folder, PROGRAM)) &&
    Object.entries(manifest.inputs).every(([input, known]) => fingerprint(input, checkout) === known)
  );
}

function fingerprint(input: string, checkout: string): string {
  const status = statSync(path.join(checkout, input), { throwIfNoEntry: false });
  return status === undefined ? 'absent' : `${status.size}:${status.mtimeMs}`;
}

async function readManifest(file: string): Promise<BundleManifest | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as BundleManifest;
  } catch {
    return undefined;
  }
}

async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}
