import { type DescField, type DescMessage, fromJson } from '@bufbuild/protobuf';
import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import { isJsonObject } from '@mesh-workshop/json';
import { descriptorRegistry } from './descriptor-registry.ts';

/**
 * What is wrong at one place of a message. Not App Mesh's `Problem`: it has neither severity nor code, since each one is a defect of whoever made
 * the message and none is for users.
 */
export interface EncodingProblem {
  /** As `filter_chains[0].filters[1].typed_config`; empty for the message as a whole. */
  readonly path: string;
  /** What is wrong, with the value, and what is allowed. */
  readonly message: string;
}

/** Written in JSON in a form of their own (`"1s"`, bare values, free objects), not member by member. */
const SPECIAL_JSON_FORM =
  /^google\.protobuf\.(Duration|Timestamp|FieldMask|Struct|Value|ListValue|\w+Value)$/;

function join(path: string, member: string): string {
  return path === '' ? member : `${path}.${member}`;
}

function shorten(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Reads one member alone, so that every wrong member is reported and each at its own place. */
function checkMember(desc: DescMessage, member: string, value: JsonValue, path: string): EncodingProblem[] {
  try {
    fromJson(desc, { [member]: value } as Parameters<typeof fromJson>[1], { registry: descriptorRegistry() });
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ path, message: `${shorten(value)} is not a valid value: ${reason}` }];
  }
}

function checkAny(json: JsonObject, path: string): EncodingProblem[] {
  const typeUrl = json['@type'];
  if (typeof typeUrl !== 'string') {
    return [{ path, message: 'needs a member "@type" with a type URL such as "type.googleapis.com/..."' }];
  }
  const desc = descriptorRegistry().getMessage(typeUrl.slice(typeUrl.lastIndexOf('/') + 1));
  if (desc === undefined) {
    return [
      {
        path: join(path, '@type'),
        message: `the type "${typeUrl}" is not in the descriptor set; check its spelling, or add its proto file to scripts/descriptor-roots.ts of the xds package`,
      },
    ];
  }
  const { '@type': _typeUrl, ...members } = json;
  if (SPECIAL_JSON_FORM.test(desc.typeName)) {
    const wrapped = requireAny();
    return checkMember(wrapped.desc, wrapped.member, json, path);
  }
  return findEncodingProblems(desc, members, path);
}

/** Any message with an `Any` in it will do to read one. */
function requireAny(): { readonly desc: DescMessage; readonly member: string } {
  const desc = descriptorRegistry().getMessage('envoy.config.core.v3.TypedExtensionConfig');
  if (desc === undefined) {
    throw new Error('envoy.config.core.v3.TypedExtensionConfig is not in the descriptor set');
  }
  return { desc, member: 'typed_config' };
}

function checkMessage(desc: DescMessage, json: JsonValue, path: string): EncodingProblem[] {
  if (!isJsonObject(json)) {
    return [{ path, message: `${shorten(json)} is not a valid value: ${desc.typeName} is an object` }];
  }
  return desc.typeName === 'google.protobuf.Any'
    ? checkAny(json, path)
    : findEncodingProblems(desc, json, path);
}

function messageOf(field: DescField): DescMessage | undefined {
  const message = field.fieldKind === 'enum' || field.fieldKind === 'scalar' ? undefined : field.message;
  return message === undefined || SPECIAL_JSON_FORM.test(message.typeName) ? undefined : message;
}

function checkField(owner: DescMessage, field: DescField, json: JsonValue, path: string): EncodingProblem[] {
  const message = messageOf(field);
  if (message === undefined || json === null) {
    return checkMember(owner, field.name, json, path);
  }
  if (field.fieldKind === 'list') {
    return Array.isArray(json)
      ? json.flatMap((item, index) => checkMessage(message, item, `${path}[${index}]`))
      : checkMember(owner, field.name, json, path);
  }
  if (field.fieldKind === 'map') {
    return isJsonObject(json)
      ? Object.entries(json).flatMap(([key, item]) => checkMessage(message, item, `${path}["${key}"]`))
      : checkMember(owner, field.name, json, path);
  }
  return checkMessage(message, json, path);
}

function unknownMember(desc: DescMessage, member: string, path: string): EncodingProblem {
  const alias = desc.fields.find((field) => field.jsonName === member);
  const hint =
    alias === undefined
      ? `the members are ${desc.fields.map((field) => field.name).join(', ') || 'none'}`
      : `write "${alias.name}"`;
  return { path: join(path, member), message: `"${member}" is not a member of ${desc.typeName}; ${hint}` };
}

/**
 * All places where `json` is not the canonical JSON of `desc` with the proto's own (snake_case) member names. The
 * camelCase names that proto3 JSON also knows are problems, so that a resource is written in one way only.
 */
export function findEncodingProblems(desc: DescMessage, json: JsonObject, path = ''): EncodingProblem[] {
  const fields = new Map(desc.fields.map((field) => [field.name, field]));
  const problems: EncodingProblem[] = [];
  for (const [member, value] of Object.entries(json)) {
    const field = fields.get(member);
    problems.push(
      ...(field === undefined
        ? [unknownMember(desc, member, path)]
        : checkField(desc, field, value, join(path, member))),
    );
  }
  for (const oneof of desc.oneofs) {
    const given = oneof.fields.filter((field) => json[field.name] !== undefined && json[field.name] !== null);
    if (given.length > 1) {
      const names = given.map((field) => field.name).join(', ');
      problems.push({ path, message: `only one of ${names} may be given (${desc.typeName}.${oneof.name})` });
    }
  }
  return problems;
}
