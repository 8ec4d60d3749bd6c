import { type JsonSchema, jsonSchemaOf, RESOURCE_KINDS, type ResourceKindRow } from '@mesh-workshop/appmesh';
import { ERROR_STATUS, type ErrorType } from './errors.ts';
import type { Operation, Verb } from './operation.ts';
import { API_PREFIX, OPERATIONS } from './operations.ts';
import { MAX_KEY, MAX_TAGS } from './parse-tags.ts';

/** Where the description is served. */
export const OPENAPI_PATH = '/openapi.json';

const SCHEMAS = '#/components/schemas/';
const NAME: JsonSchema = { type: 'string', minLength: 1, maxLength: 255 };
const TOKEN: JsonSchema = { type: 'string', pattern: '^[a-zA-Z0-9\\-_]{1,36}$' };
const TEXT: JsonSchema = { type: 'string' };
const TIME: JsonSchema = { type: 'number', description: 'Epoch seconds, with a fraction.' };

const OF_ALL: readonly ErrorType[] = [
  'BadRequestException',
  'ForbiddenException',
  'NotFoundException',
  'TooManyRequestsException',
  'InternalServerErrorException',
  'ServiceUnavailableException',
];
const OF_VERB: Readonly<Record<Verb, readonly ErrorType[]>> = {
  Create: ['ConflictException', 'LimitExceededException'],
  Update: ['ConflictException', 'LimitExceededException'],
  Delete: ['ResourceInUseException'],
  Describe: [],
  List: [],
};

let document: JsonSchema | undefined;

/** The OpenAPI 3.1 description of the API, made from the tables of operations and kinds and the shapes of the specs. */
export function openApiDocument(): JsonSchema {
  document ??= makeDocument();
  return document;
}

/** The errors that an operation declares. */
export function declaredErrors({ name, on }: Operation): readonly ErrorType[] {
  if (name === 'TagResource') return [...OF_ALL, 'TooManyTagsException'];
  if (!on) return OF_ALL;
  // App Mesh's own description says so: what is in a mesh is no part of its spec.
  const own = OF_VERB[on.verb].filter((type) => name !== 'UpdateMesh' || type !== 'LimitExceededException');
  return [...OF_ALL, ...own];
}

function makeDocument(): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of OPERATIONS) {
    const path = `${API_PREFIX}${operation.path}`;
    paths[path] ??= {};
    paths[path][operation.method.toLowerCase()] = describeOperation(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mesh workshop control plane, compatible with the AWS App Mesh API',
      version: '2019-01-25',
      description:
        'Errors are named by the header x-amzn-ErrorType; their body is { "message" }. Rules across members of a spec are checked, but cannot be described here.',
    },
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description:
            'AWS Signature Version 4, service appmesh. Only checked where credentials are configured.',
        },
      },
    },
    security: [{ sigv4: [] }, {}],
  };
}

function describeOperation(operation: Operation): JsonSchema {
  const { name, path } = operation;
  const body = requestBody(operation);
  return {
    operationId: name,
    tags: [operation.on?.kind.label ?? 'Tags'],
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, label]) => parameter(label ?? '', 'path', NAME)),
      ...queryParameters(operation),
    ],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: { description: 'Done.', content: { 'application/json': { schema: answer(operation) } } },
      ...errorResponses(declaredErrors(operation)),
    },
  };
}

function queryParameters({ name, on }: Operation): readonly JsonSchema[] {
  const paging = (maximum: number) => [
    parameter('limit', 'query', { type: 'integer', minimum: 1, maximum }),
    parameter('nextToken', 'query', TEXT),
  ];
  if (!on) {
    const arn = { ...parameter('resourceArn', 'query', TEXT), required: true };
    return name === 'ListTagsForResource' ? [arn, ...paging(50)] : [arn];
  }
  const owner = parameter('meshOwner', 'query', { type: 'string', pattern: '^[0-9]{12}$' });
  return [...(on.kind.kind === 'mesh' ? [] : [owner]), ...(on.verb === 'List' ? paging(100) : [])];
}

function parameter(name: string, where: 'path' | 'query', schema: JsonSchema): JsonSchema {
  return { name, in: where, ...(where === 'path' ? { required: true } : {}), schema };
}

function requestBody({ name, on }: Operation): JsonSchema | undefined {
  if (name === 'TagResource') return object({ tags: tagList() }, ['tags']);
  if (name === 'UntagResource') {
    const key = { type: 'string', minLength: 1, maxLength: MAX_KEY };
    return object({ tagKeys: { type: 'array', items: key, maxItems: MAX_TAGS } }, ['tagKeys']);
  }
  if (!on || (on.verb !== 'Create' && on.verb !== 'Update')) return undefined;
  const { nameMember, specRequired } = on.kind;
  const spec = specRequired ? ['spec'] : [];
  const members = { spec: specReference(on.kind), clientToken: TOKEN };
  return on.verb === 'Update'
    ? object(members, spec)
    : object({ [nameMember]: NAME, ...members, tags: tagList() }, [nameMember, ...spec]);
}

function answer({ name, on }: Operation): JsonSchema {
  if (name === 'ListTagsForResource') return object({ tags: tagList(), nextToken: TEXT }, ['tags']);
  if (!on) return object({}, []);
  const { label, plural } = on.kind;
  if (on.verb !== 'List') return { $ref: `${SCHEMAS}${label}Data` };
  const items = { type: 'array', items: { $ref: `${SCHEMAS}${label}Ref` } };
  return object({ [plural]: items, nextToken: TEXT }, [plural]);
}

/** One answer for each status; which errors have it is in the header. */
function errorResponses(types: readonly ErrorType[]): Readonly<Record<number, JsonSchema>> {
  const statuses = [...new Set(types.map((type) => ERROR_STATUS[type]))];
  return Object.fromEntries(
    statuses.map((status) => {
      const named = types.filter((type) => ERROR_STATUS[type] === status);
      return [
        status,
        {
          description: named.join(', '),
          headers: { 'x-amzn-ErrorType': { schema: { type: 'string', enum: named } } },
          content: { 'application/json': { schema: { $ref: `${SCHEMAS}Error` } } },
        },
      ];
    }),
  );
}

function componentSchemas(): JsonSchema {
  const specs = new Map<string, JsonSchema>();
  const kinds = Object.values(RESOURCE_KINDS);
  for (const { specShape } of kinds) jsonSchemaOf(specShape, specs, SCHEMAS);
  return {
    ...Object.fromEntries(specs),
    ...Object.fromEntries(kinds.flatMap(dataSchemas)),
    Error: object({ message: TEXT }, ['message']),
    ResourceMetadata: everyMember({
      ...describedMetadata(),
      uid: { type: 'string', format: 'uuid' },
    }),
    ResourceStatus: everyMember({ status: { type: 'string', enum: ['ACTIVE', 'DELETED'] } }),
    Tag: object(
      {
        key: { type: 'string', minLength: 1, maxLength: MAX_KEY, pattern: '^(?![aA][wW][sS]:)' },
        value: { type: 'string', maxLength: 256 },
      },
      ['key', 'value'],
    ),
  };
}

function dataSchemas(kind: ResourceKindRow): readonly (readonly [string, JsonSchema])[] {
  const labels = [...kind.path.matchAll(/\{(\w+)\}/g)].map(([, label]) => label ?? '');
  const names = Object.fromEntries([...labels, kind.nameMember].map((member) => [member, NAME]));
  const data = {
    ...names,
    spec: specReference(kind),
    metadata: { $ref: `${SCHEMAS}ResourceMetadata` },
    status: { $ref: `${SCHEMAS}ResourceStatus` },
  };
  return [
    [`${kind.label}Data`, everyMember(data)],
    [`${kind.label}Ref`, everyMember({ ...names, ...describedMetadata() })],
  ];
}

function describedMetadata(): Readonly<Record<string, JsonSchema>> {
  return {
    arn: TEXT,
    version: { type: 'integer', minimum: 1 },
    createdAt: TIME,
    lastUpdatedAt: TIME,
    meshOwner: TEXT,
    resourceOwner: TEXT,
  };
}

function specReference({ specShape }: ResourceKindRow): JsonSchema {
  return { $ref: `${SCHEMAS}${specShape.name}` };
}

function tagList(): JsonSchema {
  return { type: 'array', items: { $ref: `${SCHEMAS}Tag` }, maxItems: MAX_TAGS };
}

function everyMember(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return object(properties, Object.keys(properties));
}

function object(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}
