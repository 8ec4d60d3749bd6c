import type { JsonObject } from '@mesh-workshop/json';
import { describe, expect, test } from 'vitest';
import { applyServerSide } from './server-side-apply.ts';

const HEAD = { apiVersion: 'v1', kind: 'X' };

function apply(
  live: JsonObject,
  next: JsonObject,
  previous?: JsonObject,
  ...others: JsonObject[]
): JsonObject {
  const {
    apiVersion: _a,
    kind: _k,
    ...result
  } = applyServerSide({ ...HEAD, ...live }, next, previous, others, true);
  return result;
}

describe('server-side apply', () => {
  test('keeps what others wrote and sets what is applied', () => {
    expect(apply({ spec: { replicas: 3, a: 1 } }, { spec: { a: 2 } })).toEqual({
      spec: { replicas: 3, a: 2 },
    });
  });

  test('removes what the manager applied before and no longer does', () => {
    expect(apply({ data: { a: '1', b: '2' } }, { data: { a: '1' } }, { data: { a: '1', b: '2' } })).toEqual({
      data: { a: '1' },
    });
    expect(apply({ spec: { replicas: 3 }, x: 1 }, {}, { spec: { replicas: 3 } })).toEqual({ x: 1 });
  });

  test('keeps a dropped field that another manager applies too', () => {
    expect(apply({ data: { a: '1' } }, {}, { data: { a: '1' } }, { data: { a: '1' } })).toEqual({
      data: { a: '1' },
    });
  });

  test('a dropped struct goes with its defaults, a dropped map keeps what others put in', () => {
    const live = { readinessProbe: { httpGet: { path: '/' }, periodSeconds: 10 } };
    expect(apply(live, {}, { readinessProbe: { httpGet: { path: '/' } } })).toEqual({});
    const annotated = { metadata: { annotations: { mine: '1', revision: '4' } } };
    expect(apply(annotated, {}, { metadata: { annotations: { mine: '1' } } })).toEqual({
      metadata: { annotations: { revision: '4' } },
    });
  });

  test('items of keyed lists are merged, added and removed by key', () => {
    const live = {
      containers: [
        { name: 'a', image: '1', pull: 'Always' },
        { name: 'injected', image: 'x' },
        { name: 'b', pull: 'Always' },
      ],
    };
    const previous = { containers: [{ name: 'a', image: '1' }, { name: 'b' }] };
    const next = {
      containers: [
        { name: 'a', image: '2' },
        { name: 'c', image: '3' },
      ],
    };
    expect(apply(live, next, previous)).toEqual({
      containers: [
        { name: 'a', image: '2', pull: 'Always' },
        { name: 'injected', image: 'x' },
        { name: 'c', image: '3' },
      ],
    });
  });

  test('ports are told apart by number and protocol, TCP when it is not said', () => {
    const live = {
      containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'TCP', name: 'http' }] }],
    };
    const next = { containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'web' }] }] };
    expect(apply(live, next)).toEqual({
      containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'TCP', name: 'web' }] }],
    });
  });

  test('lists without a key are replaced', () => {
    expect(apply({ args: [1, 2] }, { args: [3] })).toEqual({ args: [3] });
  });

  test('custom resources replace all lists but those of their metadata', () => {
    const live = { ...HEAD, spec: { ports: [{ port: 1 }, { port: 2 }] }, metadata: { finalizers: ['x'] } };
    const next = { spec: { ports: [{ port: 3 }] }, metadata: { finalizers: ['y'] } };
    expect(applyServerSide(live, next, undefined, [], false)).toEqual({
      ...HEAD,
      spec: { ports: [{ port: 3 }] },
      metadata: { finalizers: ['x', 'y'] },
    });
  });
});
