import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { WorkshopState } from '../state/workshop-state.ts';
import {
  buildEnvironmentVariables,
  describeProxyInTheWay,
  formatExports,
  type ShellSurroundings,
} from './environment-variables.ts';

const STATE = {
  stateDirectory: "/tmp/it's here",
  appMeshApi: 'http://127.0.0.1:7401',
  kubeconfig: "/tmp/it's here/run/kubeconfig",
  region: 'us-west-2',
} as WorkshopState;

function variables(environment: NodeJS.ProcessEnv, more: Partial<ShellSurroundings> = {}) {
  return buildEnvironmentVariables(STATE, { environment, bin: '/checkout/bin', hasAwsFiles: false, ...more });
}

it('points aws, kubectl and helm at the environment', () => {
  expect(variables({ PATH: '/usr/bin' })).toMatchObject({
    AWS_ENDPOINT_URL_APP_MESH: 'http://127.0.0.1:7401',
    AWS_REGION: 'us-west-2',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_PAGER: '',
    KUBECONFIG: "/tmp/it's here/run/kubeconfig",
    PATH: '/checkout/bin:/usr/bin',
  });
});

it.each([
  ['makes up credentials when the shell has none', {}, {}, true],
  ['keeps keys in variables', { AWS_ACCESS_KEY_ID: 'AKIA' }, {}, false],
  ['keeps a profile', { AWS_PROFILE: 'work' }, {}, false],
  ['keeps what ~/.aws says', {}, { hasAwsFiles: true }, false],
  ['counts an empty variable as none', { AWS_PROFILE: '' }, {}, true],
])('%s', (_case, environment, more, madeUp) => {
  expect('AWS_ACCESS_KEY_ID' in variables(environment, more)).toBe(madeUp);
});

it('adds loopback to both variables for hosts without a proxy, once', () => {
  const first = variables({ NO_PROXY: 'corp.example', no_proxy: 'localhost' });
  expect(first).toMatchObject({
    NO_PROXY: 'corp.example,127.0.0.1,localhost',
    no_proxy: 'localhost,127.0.0.1',
  });
  expect(variables(first)).toMatchObject({ NO_PROXY: first.NO_PROXY, PATH: first.PATH });
  expect(variables({ NO_PROXY: '*' }).NO_PROXY).toBe('*');
});

it('keeps the hosts of a shell that has only one of the two, for those who read the other one first', () => {
  const both = {
    NO_PROXY: '.corp.example,127.0.0.1,localhost',
    no_proxy: '.corp.example,127.0.0.1,localhost',
  };
  expect(variables({ no_proxy: '.corp.example' })).toMatchObject(both);
  expect(variables({ NO_PROXY: '.corp.example', no_proxy: '' })).toMatchObject(both);
});

it('tells of a proxy that would get what is meant for this machine, and of no other', () => {
  const proxy = 'http://proxy.corp.example:3128';
  expect(describeProxyInTheWay({ http_proxy: proxy })).toContain('the proxy of http_proxy');
  expect(describeProxyInTheWay({ ALL_PROXY: proxy, no_proxy: '.corp.example' })).toContain('ALL_PROXY');
  expect(describeProxyInTheWay({ http_proxy: proxy, NO_PROXY: 'localhost,127.0.0.1' })).toBeUndefined();
  expect(describeProxyInTheWay({ HTTPS_PROXY: proxy, HTTP_PROXY: proxy })).toBeUndefined();
});

it.each(['sh', 'bash'])('comes out of %s exactly as it went in', (shell) => {
  const wild = { PLAIN: 'a', QUOTED: `it's "$HOME" \\ \`date\``, LINES: 'a\nb', EMPTY: '' };
  const script = `${formatExports(wild)}printf '%s|' "$PLAIN" "$QUOTED" "$LINES" "$EMPTY"`;
  expect(execFileSync(shell, ['-eu', '-c', script], { encoding: 'utf8' })).toBe(
    Object.values(wild)
      .map((it) => `${it}|`)
      .join(''),
  );
});
