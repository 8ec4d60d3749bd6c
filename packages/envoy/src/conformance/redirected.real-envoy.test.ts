import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findEnvoy, NO_ENVOY } from '../testing/envoy-binary.ts';
import { runRedirected, whyNoRedirection } from '../testing/redirected-network.ts';

const TCP_PROGRAM = fileURLToPath(new URL('./redirected-tcp-program.ts', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./redirected-program.ts', import.meta.url));

describe('connections that the kernel redirects', () => {
  test('redirect: backends by host and port, 404 or a closed connection for the rest, and what arrives', async (context) => {
    const envoy = findEnvoy() ?? context.skip(NO_ENVOY);
    const reason = whyNoRedirection();
    if (reason !== undefined) context.skip(reason);
    const known = {
      backend: '200 shop',
      backendWithPort: '200 shop',
      // On a port that a backend has, only backends are known; with ALLOW_ALL too.
      unknownHost: '404',
      clusterName: Array(4).fill('404'),
      arriving: '200 application',
    };
    expect(JSON.parse(await runRedirected(PROGRAM, { ENVOY: envoy }))).toEqual({
      dropAll: {
        ...known,
        clusterNameUnknownPort: Array(4).fill('closed'),
        unknownPort: 'closed',
        seenElsewhere: 0,
      },
      allowAll: {
        ...known,
        clusterNameUnknownPort: Array(4).fill('200 elsewhere'),
        unknownPort: '200 elsewhere',
        seenElsewhere: 5,
      },
    });
  });

  test('redirect-tcp: a server speaks first, 100 MB come back byte by byte, a half can be closed, connections by weight', async (context) => {
    const envoy = findEnvoy() ?? context.skip(NO_ENVOY);
    const reason = whyNoRedirection();
    if (reason !== undefined) context.skip(reason);
    const { blue, green, ...others } = JSON.parse(await runRedirected(TCP_PROGRAM, { ENVOY: envoy }));
    expect(others).toEqual({
      arriving: 'application',
      arrivingHalfClose: 'application\nlast words',
      isWhole: true,
      halfClose: 'last words',
      unknownPort: '',
    });
    expect(blue + green).toBe(2000);
    // Five standard deviations.
    expect(Math.abs(green - 500)).toBeLessThan(97);
  });
});
