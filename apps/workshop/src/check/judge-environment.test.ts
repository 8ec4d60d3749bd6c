import { describe, expect, it } from 'vitest';
import type { EnvironmentStatus } from '../status/read-status.ts';
import { judgeEnvironment } from './judge-environment.ts';

const state = {
  startedAt: '2026-01-01T00:00:00Z',
  kubeconfig: '/state/run/kubeconfig',
  appMeshApi: 'http://127.0.0.1:7401',
};
const shell = { KUBECONFIG: state.kubeconfig, AWS_ENDPOINT_URL_APP_MESH: state.appMeshApi };
const tutorials = [{ name: 'order', namespace: 'default' }];
const pod = { namespace: 'default', name: 'product-1', ready: '2/2', status: 'Running' };
const well = {
  state,
  processes: [{ name: 'control-plane', pid: 7, restarts: 0 }],
  pods: [pod],
  proxies: [{ pod: 'product-1', state: 'synced' }],
} as unknown as EnvironmentStatus;

const judge = (status: object = {}, surroundings: object = {}) =>
  judgeEnvironment({ ...well, ...status }, { shell, tutorials, ...surroundings });
const notOk = (...args: Parameters<typeof judge>) => judge(...args).filter((it) => it.state !== 'ok');

describe('judging what runs', () => {
  it('finds nothing to do where all is well', () => {
    expect(notOk()).toEqual([]);
    expect(judge().map(({ about }) => about)).toEqual([
      'environment',
      'processes',
      'pods',
      'sidecars',
      'this shell',
      'order tutorial',
    ]);
  });

  it('names the pod that is not ready and how to look at it, and lets one be that has finished', () => {
    expect(notOk({ pods: [{ ...pod, ready: '1/2' }] })).toMatchObject([
      {
        state: 'failed',
        seen: 'product-1 is 1/2 ready, Running',
        todo: expect.stringContaining('describe pod'),
      },
    ]);
    expect(notOk({ pods: [{ ...pod, ready: '0/1', status: 'Succeeded' }] })).toEqual([]);
  });

  it('gives the reason that the control plane knows', () => {
    const proxies = [{ pod: 'product-1', state: 'waiting', reason: 'mesh demomesh does not exist' }];
    expect(notOk({ proxies })).toMatchObject([{ state: 'failed', todo: 'mesh demomesh does not exist' }]);
  });

  it('says which process, API or control plane is not there', () => {
    const processes = [{ name: 'service-proxy', restarts: 1 }];
    expect(notOk({ processes, pods: undefined, proxies: undefined }).map(({ seen }) => seen)).toEqual([
      'not running: service-proxy',
      'the Kubernetes API does not answer',
      'the control plane does not answer',
    ]);
  });

  it('warns of a shell that reaches something else, without calling the environment broken', () => {
    expect(notOk({}, { shell: {} })).toMatchObject([{ about: 'this shell', state: 'warning' }]);
    expect(notOk({}, { shell: { ...shell, AWS_ENDPOINT_URL_APP_MESH: 'http://127.0.0.1:1' } })).toMatchObject(
      [{ seen: expect.stringContaining('an earlier start') }],
    );
  });

  it('says which process is working on a tutorial', () => {
    const [last] = judge({}, { tutorials: [{ name: 'order', namespace: 'default', workedOnBy: 42 }] }).slice(
      -1,
    );
    expect(last?.seen).toBe('process 42 is working on it');
  });
});
