import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspectCandidates } from './inspect-candidates.ts';
import { installAtomically } from './install-atomically.ts';
import { runPython } from './install-wheel.ts';
import { AWS_CLI_MINIMUM, AWS_CLI_VERSION } from './pins.ts';
import { probeAwsEndpoint } from './probe-aws-endpoint.ts';
import type { ToolRecipe } from './tool.ts';
import { isAtLeast } from './version.ts';
import { findBehindShim } from './version-manager-shim.ts';

const DIRECTORY = `awscli-${AWS_CLI_VERSION}`;
const REQUIREMENTS = fileURLToPath(new URL('./aws-cli.requirements.txt', import.meta.url));
const WHAT = `AWS CLI ${AWS_CLI_VERSION} (about 20 MB)`;

/** Starts the unpacked packages with whatever python3 is on PATH, from wherever the checkout lies now. */
const WRAPPER = `#!/bin/sh
# Links to this file lead back to it, so that its own place can be found.
self="$0"
while [ -L "$self" ]; do
  target="$(readlink "$self")"
  case "$target" in /*) self="$target" ;; *) self="$(dirname "$self")/$target" ;; esac
done
PYTHONPATH="$(cd "$(dirname "$self")/../packages" && pwd -P)" exec python3 -m awscli "$@"
`;

/**
 * aws: of those on PATH, the programs that version managers' shims lead to, and an earlier download, the fastest that knows AWS_ENDPOINT_URL_APP_MESH and really
 * uses it (a shim alone costs up to a second a call); with none of them, the packages of the Python index.
 */
export const AWS_CLI: ToolRecipe = {
  name: 'aws',
  async find(context) {
    const { found, passedOver } = await inspectCandidates(context, {
      name: 'aws',
      variable: 'AWS_BIN',
      downloaded: path.join(context.paths.tools, DIRECTORY, 'bin/aws'),
      versionArguments: ['--version'],
      objection: objectionTo,
      probe: async (executable) => (await probeAwsEndpoint(executable, context.environment)).objection,
      behind: (executable) => findBehindShim(executable, context.environment),
      // The search has called it before, so that its files are in memory; of two calls the one that was disturbed less counts.
      measure: async (executable) => {
        const first = await probeAwsEndpoint(executable, context.environment);
        const second = await probeAwsEndpoint(executable, context.environment);
        return Math.min(first.tookMs, second.tookMs);
      },
    });
    if (found !== undefined) return { found };
    const remedies = [
      `Install AWS CLI ${AWS_CLI_MINIMUM[2]} or newer (v1: ${AWS_CLI_MINIMUM[1]}) and put it on PATH.`,
    ];
    return { missing: { name: 'aws', passedOver, remedies, download: { what: WHAT } } };
  },
  install: (context) =>
    installAtomically(context, DIRECTORY, WHAT, async (directory) => {
      const options = [
        '--require-hashes',
        '--only-binary=:all:',
        '--no-deps',
        '--quiet',
        '--no-warn-script-location',
      ];
      const target = path.join(directory, 'packages');
      await runPython(context, WHAT, [
        '-m',
        'pip',
        'install',
        ...options,
        '--target',
        target,
        '-r',
        REQUIREMENTS,
      ]);
      await mkdir(path.join(directory, 'bin'));
      await writeFile(path.join(directory, 'bin/aws'), WRAPPER);
      await chmod(path.join(directory, 'bin/aws'), 0o755);
    }),
};

function objectionTo(version: string): string | undefined {
  const minimum = version.startsWith('1.') ? AWS_CLI_MINIMUM[1] : AWS_CLI_MINIMUM[2];
  return isAtLeast(version, minimum) ? undefined : `is older than ${minimum}`;
}
