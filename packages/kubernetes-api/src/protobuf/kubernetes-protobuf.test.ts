import { describe, expect, test } from 'vitest';
import { decodeKubernetesProtobuf } from './kubernetes-protobuf.ts';
import { UnknownFieldError } from './protobuf-reader.ts';

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

/** One length-delimited field, or a number. */
function field(number: number, value: Buffer | string | number): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  const bytes = Buffer.from(value as string);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function message(...fields: Buffer[]): Buffer {
  return Buffer.concat(fields);
}

function body(apiVersion: string, kind: string, raw: Buffer): Buffer {
  return message(
    Buffer.from('k8s\0'),
    field(1, message(field(1, apiVersion), field(2, kind))),
    field(2, raw),
    field(3, ''),
  );
}

describe('Kubernetes protobuf', () => {
  test('a Secret is read with its labels and data', () => {
    const metadata = message(
      field(1, 's'),
      field(2, ''),
      field(3, 'default'),
      field(11, message(field(1, 'owner'), field(2, 'helm'))),
      field(11, message(field(1, 'x'), field(2, ''))),
    );
    const raw = message(
      field(1, metadata),
      field(2, message(field(1, 'release'), field(2, 'hello'))),
      field(3, 'helm.sh/release.v1'),
    );
    expect(decodeKubernetesProtobuf(body('v1', 'Secret', raw))).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'default', labels: { owner: 'helm', x: '' } },
      data: { release: 'aGVsbG8=' },
      type: 'helm.sh/release.v1',
    });
  });

  test('a Deployment keeps replicas 0 and drops members that are empty on the wire', () => {
    const container = message(
      field(1, 'app'),
      field(2, 'x'),
      field(5, ''),
      field(6, message(field(1, ''), field(2, 0), field(3, 8080))),
      field(
        10,
        message(
          field(
            1,
            message(
              field(2, message(field(1, '/'), field(2, message(field(1, 1), field(2, 0), field(3, 'http'))))),
            ),
          ),
          field(2, 0),
        ),
      ),
      field(16, 0),
    );
    const template = message(field(2, field(2, container)));
    const raw = message(field(2, message(field(1, 0), field(3, template))), field(3, ''));
    expect(decodeKubernetesProtobuf(body('apps/v1', 'Deployment', raw))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: {
        replicas: 0,
        template: {
          spec: {
            containers: [
              {
                name: 'app',
                image: 'x',
                ports: [{ containerPort: 8080 }],
                livenessProbe: { httpGet: { path: '/', port: 'http' } },
              },
            ],
          },
        },
      },
    });
  });

  test('a field that is not read is refused, not lost', () => {
    const raw = field(2, field(18, field(1, '')));
    expect(() => decodeKubernetesProtobuf(body('v1', 'Pod', raw))).toThrow(UnknownFieldError);
  });

  test('other kinds are not read', () => {
    expect(decodeKubernetesProtobuf(body('v1', 'Endpoints', Buffer.alloc(0)))).toBeUndefined();
  });

  test('bytes that are no such body are refused', () => {
    expect(() => decodeKubernetesProtobuf(Buffer.from('{}'))).toThrow('does not start with');
    expect(() => decodeKubernetesProtobuf(message(Buffer.from('k8s\0'), Buffer.from([0x0a, 0x7f])))).toThrow(
      'premature EOF',
    );
  });
});
