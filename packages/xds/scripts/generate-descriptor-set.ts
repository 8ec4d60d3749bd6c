/**
 * Makes `generated/descriptor-set.ts` from the protos inside `@grpc/grpc-js-xds`. Needs no network; does nothing when
 * its inputs are those of the file that is there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DESCRIPTOR_ROOTS } from './descriptor-roots.ts';
import { patchValidateProto } from './patch-validate-proto.ts';

const PACKAGE_DIR = join(dirname(fileURLToPath(import.meta.url)), '..');
const OUTPUT = join(PACKAGE_DIR, 'generated', 'descriptor-set.ts');
const PROTO_DIRS = ['envoy-api', 'googleapis', 'protoc-gen-validate', 'xds'];
const require = createRequire(import.meta.url);
const PROTO_PACKAGE = dirname(require.resolve('@grpc/grpc-js-xds/package.json'));
const BUF_PACKAGE = dirname(require.resolve('@bufbuild/buf/package.json'));

function hashInputs(): string {
  const hash = createHash('sha256');
  for (const input of [
    join(PROTO_PACKAGE, 'package.json'),
    join(BUF_PACKAGE, 'package.json'),
    fileURLToPath(import.meta.url),
    join(PACKAGE_DIR, 'scripts', 'descriptor-roots.ts'),
    join(PACKAGE_DIR, 'scripts', 'patch-validate-proto.ts'),
  ]) {
    hash.update(readFileSync(input));
  }
  return hash.digest('hex');
}

function copyProtos(workDir: string): void {
  for (const dir of PROTO_DIRS) {
    cpSync(join(PROTO_PACKAGE, 'deps', dir), join(workDir, dir), { recursive: true, dereference: true });
  }
  const validate = join(workDir, 'protoc-gen-validate', 'validate', 'validate.proto');
  writeFileSync(validate, patchValidateProto(readFileSync(validate, 'utf8')));
  const modules = PROTO_DIRS.map((dir) => `  - path: ${dir}\n`).join('');
  writeFileSync(join(workDir, 'buf.yaml'), `version: v2\nmodules:\n${modules}`);
}

function dirOfRoot(workDir: string, root: string): string {
  const dir = PROTO_DIRS.find((candidate) => existsSync(join(workDir, candidate, root)));
  if (dir === undefined) {
    throw new Error(
      `${root} is not among the protos of @grpc/grpc-js-xds. Remove it from scripts/descriptor-roots.ts, ` +
        'or take a version of the package that has it.',
    );
  }
  return dir;
}

function buildDescriptorSet(workDir: string): Buffer {
  copyProtos(workDir);
  const paths = DESCRIPTOR_ROOTS.flatMap((root) => ['--path', join(dirOfRoot(workDir, root), root)]);
  const binary = join(BUF_PACKAGE, 'bin', 'buf');
  const output = join(workDir, 'descriptor-set.binpb');
  const options = ['--as-file-descriptor-set', '--exclude-source-info', '--output', output];
  const { status, error } = spawnSync(binary, ['build', ...options, ...paths], {
    cwd: workDir,
    // Its cache belongs into the temporary directory, not into the home of whoever builds.
    env: { ...process.env, BUF_CACHE_DIR: join(workDir, 'cache') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    throw new Error(
      `${binary} build failed (${error?.message ?? `exit code ${status}`}); its own words are above.`,
    );
  }
  return readFileSync(output);
}

function generate(): void {
  const stamp = `// Input hash: ${hashInputs()}`;
  if (existsSync(OUTPUT) && readFileSync(OUTPUT, 'utf8').startsWith(stamp)) {
    return;
  }
  const workDir = mkdtempSync(join(tmpdir(), 'descriptor-set-'));
  try {
    const bytes = buildDescriptorSet(workDir);
    mkdirSync(dirname(OUTPUT), { recursive: true });
    // Renamed into place: a second install at the same time must not read half a file.
    const unfinished = `${OUTPUT}.${process.pid}`;
    writeFileSync(
      unfinished,
      `${stamp}\n// Made by scripts/generate-descriptor-set.ts.\n/** A serialized google.protobuf.FileDescriptorSet. */\nexport const DESCRIPTOR_SET_BASE64: string =\n  '${bytes.toString('base64')}';\n`,
    );
    renameSync(unfinished, OUTPUT);
    process.stdout.write(
      `generated/descriptor-set.ts: ${DESCRIPTOR_ROOTS.length} roots, ${bytes.length} bytes\n`,
    );
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

generate();
