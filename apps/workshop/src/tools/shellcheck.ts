import { inspectCandidates } from './inspect-candidates.ts';
import { installWheel, wheelBinary } from './install-wheel.ts';
import { SHELLCHECK_WHEEL } from './pins.ts';
import type { ToolRecipe } from './tool.ts';

const WHAT = `shellcheck ${SHELLCHECK_WHEEL.version} (about 4 MB)`;

/** shellcheck, for `./workshop test` only: PATH, else a wheel. */
export const SHELLCHECK: ToolRecipe = {
  name: 'shellcheck',
  async find(context) {
    const { found, passedOver } = await inspectCandidates(context, {
      name: 'shellcheck',
      variable: 'SHELLCHECK_BIN',
      downloaded: wheelBinary(context, SHELLCHECK_WHEEL),
      versionArguments: ['--version'],
      objection: () => undefined,
    });
    if (found !== undefined) return { found };
    const remedies = ['Install shellcheck with your package manager (Debian: apt-get install shellcheck).'];
    return SHELLCHECK_WHEEL.sha256[context.platform] === undefined
      ? { missing: { name: 'shellcheck', passedOver, remedies } }
      : { missing: { name: 'shellcheck', passedOver, remedies, download: { what: WHAT } } };
  },
  install: (context) => installWheel(context, SHELLCHECK_WHEEL, WHAT),
};
