import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../checkout.ts';
import { WorkshopError } from '../workshop-error.ts';
import { type ConvertOptions, convertMesh } from './convert-mesh.ts';

const OLD = path.join(CHECKOUT, 'mesh/hello/v1beta1');
const NODE = `# the cart
apiVersion: appmesh.k8s.aws/v1beta1
kind: VirtualNode
metadata: { name: cart, namespace: shop }
spec:
  meshName: shop
  listeners:
    - portMapping: { port: 8080, protocol: http }
  serviceDiscovery: { dns: { hostName: cart.shop } }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mesh-convert-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);

/** Converts with files below the folder, and real streams. */
async function convert(options: ConvertOptions, input = '') {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const result = await convertMesh(options, { stdin: Readable.from([input]), stdout, stderr }).catch(
    (error) => error,
  );
  stdout.end();
  stderr.end();
  if (result !== undefined && !(result instanceof WorkshopError)) throw result;
  return {
    stdout: await text(stdout),
    stderr: await text(stderr),
    failure: result?.message as string | undefined,
  };
}

describe('mesh convert', () => {
  it('writes a folder as a folder, says what it decided where, and changes nothing the second time', async () => {
    const first = await convert({ filename: [OLD], output: at('new') });
    expect(first).toMatchObject({ failure: undefined, stdout: '' });
    expect(first.stderr).toContain(
      `${OLD}/hello-v1-node.yaml:5: VirtualNode case-study/hello-v1: metadata.name`,
    );
    expect(first.stderr).toMatch(/\nConverted 7 documents in 7 files into [^\n]*new\.\n$/);
    const names = await readdir(at('new'), { recursive: true });
    expect(names.sort()).toEqual((await readdir(OLD, { recursive: true })).sort());
    const node = await readFile(at('new/hello-v1-node.yaml'), 'utf8');
    expect(node).toMatch(/^# A node for a physical service/);
    expect(node).toContain('apiVersion: appmesh.k8s.aws/v1beta2');

    const again = await convert({ filename: [at('new')], output: at('newer') });
    expect(again).toEqual({
      failure: undefined,
      stdout: '',
      stderr: 'Nothing to convert: there is no document of v1beta1 in 7 files.\n',
    });
    expect(await readFile(at('newer/hello-v1-node.yaml'), 'utf8')).toBe(node);
    // The same files once more are the same files.
    expect(await convert({ filename: [OLD], output: at('new') })).toMatchObject({ failure: undefined });
  });

  it('reads standard input and writes standard output, and only that', async () => {
    const { failure, stdout, stderr } = await convert({ filename: ['-'] }, NODE);
    expect(failure).toBeUndefined();
    expect(stdout).toMatch(/^# the cart\napiVersion: appmesh.k8s.aws\/v1beta2\n/);
    expect(stderr).toContain('<standard input>:4: VirtualNode shop/cart');
    expect(await convert({ filename: ['-'] }, stdout)).toMatchObject({ failure: undefined, stdout });
  });

  it('knows of all files what is in each of them, JSON too', async () => {
    await writeFile(at('node.yaml'), NODE);
    await writeFile(
      at('mesh.json'),
      '{"apiVersion":"appmesh.k8s.aws/v1beta1","kind":"Mesh","metadata":{"name":"shop"}}',
    );
    const { stdout, failure } = await convert({ filename: [at('mesh.json'), at('node.yaml')] });
    expect(failure).toBeUndefined();
    const [mesh = '', node = ''] = stdout.split('---\n');
    expect(JSON.parse(mesh)).toEqual({
      apiVersion: 'appmesh.k8s.aws/v1beta2',
      kind: 'Mesh',
      metadata: { name: 'shop' },
      spec: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } },
    });
    expect(node).toContain('kind: VirtualNode');
  });

  it('keeps the line ends of Windows and what is in front of the first document', async () => {
    const windows = `%YAML 1.2\n---\n${NODE}`.replaceAll('\n', '\r\n');
    const { stdout } = await convert({ filename: ['-'] }, windows);
    expect(stdout).toMatch(/^%YAML 1\.2\r\n---\r\n# the cart\r\n/);
    expect(stdout.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('writes nothing when anything is wrong, and says all that is', async () => {
    await mkdir(at('old'));
    await writeFile(at('old/a.yaml'), NODE);
    await writeFile(at('old/b.yaml'), NODE.replace('port: 8080', 'port: http'));
    await writeFile(at('old/c.yaml'), 'kind: [\n');
    const { failure, stdout, stderr } = await convert({ filename: [at('old')], output: at('new') });
    expect(stdout).toBe('');
    expect(stderr).toContain('old/b.yaml:8: VirtualNode shop/cart: spec.listeners[0].portMapping.port');
    expect(stderr).toMatch(/error: [^\n]*old\/c\.yaml:\d: not valid YAML/);
    expect(failure).toMatch(/^nothing was written: \d errors, see above$/);
    expect(await readdir(folder)).toEqual(['old']);
  });

  it('does not overwrite what says something else, unless it is told to', async () => {
    await writeFile(at('node.yaml'), NODE);
    const inPlace = { filename: [at('node.yaml')], output: folder };
    const refused = await convert(inPlace);
    expect(refused.failure).toContain('node.yaml is there already, with other content; nothing was written.');
    expect(await readFile(at('node.yaml'), 'utf8')).toBe(NODE);
    expect(await convert({ ...inPlace, force: true })).toMatchObject({ failure: undefined });
    expect(await readFile(at('node.yaml'), 'utf8')).toContain('v1beta2');
  });

  it('says which files would be one, and which are not there or no text', async () => {
    await mkdir(at('a'));
    await writeFile(at('a/node.yaml'), NODE);
    await writeFile(at('node.yaml'), NODE);
    await writeFile(at('binary.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
    const twice = await convert({ filename: [at('node.yaml'), at('a/node.yaml')], output: at('new') });
    expect(twice.failure).toContain('two files would both be written to');
    expect((await convert({ filename: [at('nowhere.yaml')] })).failure).toContain(
      'there is no file or folder',
    );
    expect((await convert({ filename: [at('binary.yaml')] })).failure).toContain('is not UTF-8 text');
    await mkdir(at('empty'));
    expect((await convert({ filename: [at('empty')] })).failure).toContain('has no manifests');
  });

  it('is a command with exit codes: 0 converted, 1 not, 2 wrong usage', { timeout: 240_000 }, async () => {
    const outcomes = [];
    for (const [args, input] of [
      [['-f', '-'], NODE],
      [['-f', '-'], 'kind: ['],
      [[], ''],
    ] as const) {
      const command = spawn(path.join(CHECKOUT, 'workshop'), ['mesh', 'convert', ...args]);
      command.stdin.end(input);
      const [stdout, , [exitCode]] = await Promise.all([
        text(command.stdout),
        text(command.stderr),
        once(command, 'exit'),
      ]);
      outcomes.push([exitCode, stdout.includes('v1beta2')]);
    }
    expect(outcomes).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ]);
  });
});
