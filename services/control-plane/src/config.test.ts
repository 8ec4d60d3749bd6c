import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { temporaryDirectory } from './testing/start-control-plane.ts';

function refusalOf(environment: Record<string, string>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return 'accepted';
}

describe('loadConfig', () => {
  it('needs a state directory and nothing else', () => {
    expect(loadConfig({ STATE_DIR: '/var/lib/mesh' })).toEqual({
      apiAddress: { host: '127.0.0.1', port: 7401 },
      xdsAddress: { host: '127.0.0.1', port: 7402 },
      adminAddress: { host: '127.0.0.1', port: 7403 },
      stateDir: '/var/lib/mesh',
      journalDamage: 'refuse',
      clusterDomain: 'cluster.local',
      region: 'us-west-2',
      accountId: '000000000000',
      quotas: {},
      logLevel: 'info',
    });
    expect(refusalOf({})).toContain('STATE_DIR is not set; allowed: a directory for the journal');
  });

  it('names every wrong variable with its value and what is allowed', () => {
    const lines = refusalOf({
      STATE_DIR: '/var/lib/mesh',
      API_ADDRESS: '7401',
      ADMIN_ADDRESS: '127.0.0.1:70000',
      KUBECONFIG: '/does/not/exist',
      ACCOUNT_ID: '12',
      LOG_LEVEL: 'loud',
      JOURNAL_DAMAGE: 'ignore',
      CLUSTER_DOMAIN: 'Cluster Local',
      AWS_REGION: 'us west',
    }).split('\n');
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual([
      'ACCOUNT_ID',
      'ADMIN_ADDRESS',
      'API_ADDRESS',
      'AWS_REGION',
      'CLUSTER_DOMAIN',
      'JOURNAL_DAMAGE',
      'KUBECONFIG',
      'LOG_LEVEL',
    ]);
    expect(lines).toContain('ACCOUNT_ID is "12"; allowed: 12 digits.');
  });

  it.each(['API_ADDRESS', 'XDS_ADDRESS', 'ADMIN_ADDRESS'])('keeps %s on this machine', (variable) => {
    for (const address of ['127.0.0.1:0', '[::1]:7401', 'localhost:1', '127.9.8.7:65535'])
      expect(refusalOf({ STATE_DIR: '/var/lib/mesh', [variable]: address })).toBe('accepted');
    for (const address of [
      '0.0.0.0:7401',
      '[::]:7401',
      '10.0.0.1:7401',
      'example.com:7401',
      '127.0.0.1.nip.io:1',
    ])
      expect(refusalOf({ STATE_DIR: '/var/lib/mesh', [variable]: address })).toMatch(
        `${variable} is "${address}"; allowed: an address of this machine only`,
      );
  });
});

describe('access', () => {
  it('with credentials the API may listen anywhere, and nothing else may', async () => {
    const file = join(await temporaryDirectory(), 'credentials.json');
    const credential = { accessKeyId: 'ADMIN', secretAccessKey: 'sixteen-characters' };
    await writeFile(file, JSON.stringify({ credentials: [credential] }));
    const environment = { STATE_DIR: '/var/lib/mesh', CREDENTIALS_FILE: file };
    expect(loadConfig({ ...environment, API_ADDRESS: '0.0.0.0:7401' })).toMatchObject({
      apiAddress: { host: '0.0.0.0' },
      credentials: [credential],
    });
    expect(refusalOf({ ...environment, XDS_ADDRESS: '0.0.0.0:7402' })).toMatch(/^XDS_ADDRESS is/);
    expect(refusalOf({ ...environment, CREDENTIALS_FILE: `${file}.not` })).toMatch(
      /^CREDENTIALS_FILE is.*ENOENT/,
    );
  });

  it('limits are given in words or numbers', () => {
    const limited = loadConfig({ STATE_DIR: '/var/lib/mesh', QUOTAS: 'meshes=3', RATE_LIMIT: '0.5' });
    expect(limited).toMatchObject({ quotas: { meshes: 3 }, requestsPerSecond: 0.5 });
    for (const [variable, value] of [
      ['QUOTAS', 'many'],
      ['RATE_LIMIT', '0'],
      ['RATE_LIMIT', 'fast'],
    ] as const)
      expect(refusalOf({ STATE_DIR: '/var/lib/mesh', [variable]: value })).toContain(
        `${variable} is "${value}"`,
      );
  });
});

describe('the README', () => {
  it('lists exactly the variables that are read', async () => {
    const [readme, source] = await Promise.all(
      ['../README.md', './config.ts'].map((file) => readFile(new URL(file, import.meta.url), 'utf8')),
    );
    const section = /## Environment\n([\s\S]*?)\n## /.exec(readme ?? '')?.[1] ?? '';
    const documented = [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    const read = [...(source ?? '').matchAll(/(?:'|environment\.)([A-Z]+_?[A-Z]+)\b/g)].map(
      ([, name]) => name,
    );
    expect([...new Set(read)].sort()).toEqual(documented.sort());
  });
});
