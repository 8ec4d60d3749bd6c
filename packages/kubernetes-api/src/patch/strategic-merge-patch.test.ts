import { describe, expect, test } from 'vitest';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

function spec(...containers: object[]) {
  return { spec: { containers } } as never;
}

describe('strategic merge patch', () => {
  test('merges containers by name and their env by name', () => {
    const document = spec(
      { name: 'a', image: 'x:1', env: [{ name: 'P', value: '1' }] },
      { name: 'b', image: 'y' },
    );
    const patch = spec({ name: 'a', image: 'x:2', env: [{ name: 'Q', value: '2' }] });
    expect(applyStrategicMergePatch(document, patch)).toEqual(
      spec(
        {
          name: 'a',
          image: 'x:2',
          env: [
            { name: 'P', value: '1' },
            { name: 'Q', value: '2' },
          ],
        },
        { name: 'b', image: 'y' },
      ),
    );
  });

  test('container ports and service ports have keys of their own', () => {
    const container = spec({ name: 'a', ports: [{ containerPort: 80, name: 'http' }] });
    expect(
      applyStrategicMergePatch(container, spec({ name: 'a', ports: [{ containerPort: 80, name: 'web' }] })),
    ).toEqual(spec({ name: 'a', ports: [{ containerPort: 80, name: 'web' }] }));
    const service = { spec: { ports: [{ port: 80, targetPort: 1 }] } };
    expect(
      applyStrategicMergePatch(service, { spec: { ports: [{ port: 80, targetPort: 2 }, { port: 81 }] } }),
    ).toEqual({
      spec: { ports: [{ port: 80, targetPort: 2 }, { port: 81 }] },
    });
  });

  test('obeys $patch: delete and replace', () => {
    const document = spec({ name: 'a' }, { name: 'b' });
    expect(applyStrategicMergePatch(document, spec({ name: 'a', $patch: 'delete' }))).toEqual(
      spec({ name: 'b' }),
    );
    expect(applyStrategicMergePatch({ m: { a: 1, b: 2 } }, { m: { $patch: 'replace', c: 3 } })).toEqual({
      m: { c: 3 },
    });
    expect(applyStrategicMergePatch(document, spec({ $patch: 'replace' }, { name: 'c' }))).toEqual(
      spec({ name: 'c' }),
    );
  });

  test('obeys $setElementOrder', () => {
    const document = spec({ name: 'a' }, { name: 'b' });
    const patch = {
      spec: {
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
        containers: [{ name: 'c' }],
      },
    };
    expect(applyStrategicMergePatch(document, patch)).toEqual(
      spec({ name: 'c' }, { name: 'b' }, { name: 'a' }),
    );
  });

  test('obeys $deleteFromPrimitiveList, and adds to sets only what is new', () => {
    const document = { metadata: { finalizers: ['a', 'b'] } };
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['b', 'c'] } };
    expect(applyStrategicMergePatch(document, patch)).toEqual({ metadata: { finalizers: ['b', 'c'] } });
  });

  test('obeys $retainKeys', () => {
    const document = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(applyStrategicMergePatch(document, patch)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
  });

  test('null removes a member, and a list without a key is replaced', () => {
    const document = { metadata: { labels: { a: '1', b: '2' } }, spec: { args: [1, 2] } };
    expect(
      applyStrategicMergePatch(document, { metadata: { labels: { a: null } }, spec: { args: [3] } }),
    ).toEqual({
      metadata: { labels: { b: '2' } },
      spec: { args: [3] },
    });
  });
});
