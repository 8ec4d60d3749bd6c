import { describe, expect, test } from 'vitest';
import { parseResourcePath, readTarget } from './request-path.ts';

const none = { namespace: undefined, name: undefined, subresource: undefined };

describe('resource paths', () => {
  test.each([
    ['/api/v1/pods', { ...none, group: '', version: 'v1', plural: 'pods' }],
    ['/api/v1/namespaces', { ...none, group: '', version: 'v1', plural: 'namespaces' }],
    ['/api/v1/namespaces/a', { ...none, group: '', version: 'v1', plural: 'namespaces', name: 'a' }],
    [
      '/api/v1/namespaces/a/status',
      { ...none, group: '', version: 'v1', plural: 'namespaces', name: 'a', subresource: 'status' },
    ],
    ['/api/v1/namespaces/a/pods', { ...none, group: '', version: 'v1', plural: 'pods', namespace: 'a' }],
    [
      '/api/v1/namespaces/a/pods/p/log',
      { group: '', version: 'v1', plural: 'pods', namespace: 'a', name: 'p', subresource: 'log' },
    ],
    [
      '/apis/apps/v1/namespaces/a/deployments/d',
      { ...none, group: 'apps', version: 'v1', plural: 'deployments', namespace: 'a', name: 'd' },
    ],
    [
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Ax',
      {
        ...none,
        group: 'rbac.authorization.k8s.io',
        version: 'v1',
        plural: 'clusterroles',
        name: 'system:x',
      },
    ],
  ])('%s', (pathname, expected) => {
    expect(parseResourcePath(pathname)).toEqual(expected);
  });

  test.each(['/', '/api', '/apis/apps', '/apis/apps/v1', '/version', '/api/v1/namespaces/a/pods/p/log/x'])(
    '%s is none',
    (pathname) => {
      expect(parseResourcePath(pathname)).toBeUndefined();
    },
  );
});

describe('the target of a request', () => {
  test.each([
    ['/api?a=b', '/api'],
    ['//', '//'],
    ['//evil.example/api', '//evil.example/api'],
    ['http://localhost:7400/api', '/api'],
    ['/%zz', '/%zz'],
  ])('%s has the path %s', (target, path) => {
    expect(readTarget(target).pathname).toBe(path);
  });

  test.each(['', '*', 'api', 'http://'])('%j is refused', (target) => {
    expect(() => readTarget(target)).toThrow(`${JSON.stringify(target)} is not a path`);
  });
});
