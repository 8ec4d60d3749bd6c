import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { WorkshopError } from '../workshop-error.ts';

/** What a bundle was made from, so that the next start can tell whether it still fits without building it. */
interface BundleManifest {
  /** the bundle's file name, after its content */
  readonly file: string;
  /** path relative to the checkout -> size and time of change */
  readonly inputs: Readonly<Record<string, string>>;
}

const inProgress = new Map<string, Promise<string>>();
/** present once something was built */
let stopBuilder: (() => Promise<void>) | undefined;

/**
 * One CJS file with everything `services/<service>` needs (an ESM bundle of aws-xray-sdk dies on its dynamic requires), below `images`. Built only
 * when a source changed. The name carries the content's hash: running processes keep the file they started from. Returns its path.
 */
export function bundleService(service: string, images: string): Promise<string> {
  const key = `${images}\0${service}`;
  const running = inProgress.get(key);
  if (running !== undefined) return running;
  const bundling = bundle(service, path.join(images, service)).finally(async () => {
    inProgress.delete(key);
    // esbuild's own process keeps some 200 MB for as long as it is left running.
    if (inProgress.size === 0) await stopBuilder?.();
  });
  inProgress.set(key, bundling);
  return bundling;
}

async function bundle(service: string, directory: string): Promise<string> {
  const manifestFile = path.join(directory, 'manifest.json');
  const known = await readManifest(manifestFile);
  if (known !== undefined && isCurrent(known, directory)) return path.join(directory, known.file);
  const { code, inputs } = await build(service);
  const manifest: BundleManifest = {
    file: `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.cjs`,
    inputs: Object.fromEntries(inputs.map((input) => [input, fingerprint(input)])),
  };
  await mkdir(directory, { recursive: true });
  await writeAtomically(path.join(directory, manifest.file), code);
  await writeAtomically(manifestFile, JSON.stringify(manifest));
  return path.join(directory, manifest.file);
}

async function build(
  service: string,
): Promise<{ readonly code: Uint8Array; readonly inputs: readonly string[] }> {
  const entry = `services/${service}/src/main.ts`;
  // Loaded only when something has to be built: it starts a process of its own.
  const esbuild = await import('esbuild');
  stopBuilder = () => esbuild.stop();
  try {
    const result = await esbuild.build({
      absWorkingDir: CHECKOUT,
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

function isCurrent(manifest: BundleManifest, directory: string): boolean {
  return (
    existsSync(path.join(directory, manifest.file)) &&
    Object.entries(manifest.inputs).every(([input, known]) => fingerprint(input) === known)
  );
}

function fingerprint(input: string): string {
  const status = statSync(path.join(CHECKOUT, input), { throwIfNoEntry: false });
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
