import { KINDS, type KindUnderTest, MESH_ARN } from './kinds.ts';
import type { WorldName } from './worlds.ts';

/** Sent as it is, without a client. */
export interface RawRequest {
  readonly method: string;
  /** Behind `/v20190125`. */
  readonly path: string;
  readonly body: string;
}

/** How one outcome of an operation comes about; or why no client can cause it. */
export type Case =
  | {
      /** The control plane it is sent to. */
      readonly world: WorldName;
      /** Calls of the same operation before, which succeed. */
      readonly before?: readonly object[];
      readonly input: object;
      /** The same outcome for what no client lets through. */
      readonly raw?: readonly RawRequest[];
    }
  | {
      readonly cannot: string;
      /** What succeeds all the same. */
      readonly succeeds?: { readonly world: WorldName; readonly input: object };
    };

/** The cases of one operation by outcome: `success`, or the name of an error. */
export type OperationCases = Readonly<Record<string, Case>>;

const TOO_LONG = 'x'.repeat(256);
const NO_DISK = 'reading needs no disk';

/** Every case there is, by operation. */
export const CASES: Readonly<Record<string, OperationCases>> = Object.fromEntries([
  ...Object.entries(KINDS).flatMap(([label, kind]) => [
    [`Create${label}`, createCases(label, kind)],
    [`Describe${label}`, readCases({ success: named(kind, kind.existing), ...absent(kind) })],
    [`Update${label}`, updateCases(label, kind)],
    [`Delete${label}`, deleteCases(label, kind)],
    [`List${label === 'Mesh' ? 'Meshe' : label}s`, listCases(label, kind)],
  ]),
  [
    'ListTagsForResource',
    readCases({
      success: { resourceArn: MESH_ARN },
      NotFoundException: { resourceArn: `${MESH_ARN}s` },
      BadRequestException: { resourceArn: MESH_ARN, limit: 51 },
    }),
  ],
  ['TagResource', tagCases()],
  ['UntagResource', untagCases()],
]);

function createCases(label: string, kind: KindUnderTest): OperationCases {
  const { nameMember, parents, existing, spec, wrongSpec } = kind;
  const input = {
    ...parents,
    [nameMember]: `new.${label}`.replace('.', label === 'VirtualService' ? '.' : '-'),
    spec,
  };
  return {
    ...writeCases(input),
    NotFoundException:
      label === 'Mesh'
        ? { cannot: 'a mesh is in nothing and refers to nothing' }
        : { world: 'open', input: { ...input, meshName: 'nowhere' } },
    BadRequestException: {
      world: 'open',
      input: { ...input, spec: wrongSpec },
      raw: malformed(collectionPath(label, kind), { [nameMember]: 'raw', spec }),
    },
    ConflictException: { world: 'open', input: { ...input, [nameMember]: existing } },
    LimitExceededException: { world: 'limited', input },
  };
}

function updateCases(label: string, kind: KindUnderTest): OperationCases {
  const { spec, otherSpec, wrongSpec, existing } = kind;
  const input = { ...named(kind, existing), spec };
  const clientToken = `token-${label}`;
  const backends = ['a', 'b'].map((name) => ({ virtualService: { virtualServiceName: `${name}.shop` } }));
  return {
    ...writeCases(input),
    NotFoundException: { world: 'open', input: { ...named(kind, 'nowhere'), spec } },
    BadRequestException: {
      world: 'open',
      input: { ...input, spec: wrongSpec },
      raw: malformed(`${collectionPath(label, kind)}/${existing}`, { spec }),
    },
    ConflictException: {
      world: 'open',
      before: [{ ...input, clientToken }],
      input: { ...input, spec: otherSpec, clientToken },
    },
    LimitExceededException:
      label === 'VirtualNode'
        ? { world: 'limited', input: { ...input, spec: { ...spec, backends } } }
        : { cannot: 'no quota is about what is in it' },
  };
}

function deleteCases(label: string, kind: KindUnderTest): OperationCases {
  const refersToNothing = label === 'Route' || label === 'GatewayRoute';
  return {
    ...writeCases(named(kind, kind.spare)),
    NotFoundException: { world: 'open', input: named(kind, 'nowhere') },
    BadRequestException: { world: 'open', input: named(kind, TOO_LONG) },
    ResourceInUseException: refersToNothing
      ? { cannot: 'nothing refers to it' }
      : { world: 'open', input: named(kind, kind.existing) },
  };
}

function listCases(label: string, { parents }: KindUnderTest): OperationCases {
  return {
    ...readCases({ success: parents, BadRequestException: { ...parents, limit: 101 } }),
    NotFoundException:
      label === 'Mesh'
        ? { cannot: 'meshes are in nothing' }
        : { world: 'open', input: { ...parents, meshName: 'nowhere' } },
  };
}

function tagCases(): OperationCases {
  const tags = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({ key: `key-${from + index}`, value: 'value' }));
  const input = { resourceArn: MESH_ARN, tags: tags(0, 2) };
  return {
    ...writeCases(input),
    NotFoundException: { world: 'open', input: { ...input, resourceArn: `${MESH_ARN}s` } },
    BadRequestException: {
      world: 'open',
      input: { ...input, tags: [{ key: 'x'.repeat(129), value: '' }] },
      raw: malformed(`/tag?resourceArn=${MESH_ARN}`, { tags: [] }),
    },
    TooManyTagsException: {
      world: 'open',
      before: [{ ...input, tags: tags(0, 30) }],
      input: { ...input, tags: tags(30, 60) },
    },
  };
}

function untagCases(): OperationCases {
  const input = { resourceArn: MESH_ARN, tagKeys: ['key-0'] };
  return {
    ...writeCases(input),
    NotFoundException: { world: 'open', input: { ...input, resourceArn: `${MESH_ARN}s` } },
    BadRequestException: {
      world: 'open',
      input: { ...input, tagKeys: ['x'.repeat(129)] },
      raw: malformed(`/untag?resourceArn=${MESH_ARN}`, { tagKeys: [] }),
    },
  };
}

/** What every write can end in, whatever it writes. */
function writeCases(input: object): OperationCases {
  return {
    success: { world: 'open', input },
    ForbiddenException: { world: 'guarded', input },
    TooManyRequestsException: { world: 'throttled', input },
    ServiceUnavailableException: { world: 'full', input },
    InternalServerErrorException: { world: 'broken', input },
  };
}

function readCases(inputs: Readonly<Record<string, object>> & { readonly success: object }): OperationCases {
  const input = inputs.success;
  return {
    ...Object.fromEntries(
      Object.entries(inputs).map(([outcome, it]) => [outcome, { world: 'open', input: it } as const]),
    ),
    ForbiddenException: { world: 'guarded', input },
    TooManyRequestsException: { world: 'throttled', input },
    ServiceUnavailableException: { cannot: NO_DISK, succeeds: { world: 'full', input } },
    InternalServerErrorException: { cannot: NO_DISK, succeeds: { world: 'broken', input } },
  };
}

function absent(kind: KindUnderTest): Readonly<Record<string, object>> {
  return { NotFoundException: named(kind, 'nowhere'), BadRequestException: named(kind, TOO_LONG) };
}

function named({ nameMember, parents }: KindUnderTest, name: string): object {
  return { ...parents, [nameMember]: name };
}

/** What a client refuses to send: no JSON, JSON that is no object, and a member that the API does not have. */
function malformed(path: string, body: object): readonly RawRequest[] {
  return ['{"spec":', '[]', JSON.stringify({ ...body, bogus: 1 })].map((text) => ({
    method: 'PUT',
    path,
    body: text,
  }));
}

function collectionPath(label: string, { parents }: KindUnderTest): string {
  const last = `${label.charAt(0).toLowerCase()}${label.slice(1)}s`;
  if (label === 'Mesh') return '/meshes';
  const { virtualRouterName, virtualGatewayName } = parents;
  if (virtualRouterName) return `/meshes/shop/virtualRouter/${virtualRouterName}/${last}`;
  if (virtualGatewayName) return `/meshes/shop/virtualGateway/${virtualGatewayName}/${last}`;
  return `/meshes/shop/${last}`;
}
