import { createHash } from 'node:crypto';
import {
  keyOfNames,
  parseResource,
  type ResourceKey,
  type ResourceKindRow,
  validateResourceName,
} from '@mesh-workshop/appmesh';
import { badRequest } from './errors.ts';
import { parameterName } from './lookup.ts';
import type { ApiRequest } from './operation.ts';
import { parseTags, type Tags } from './parse-tags.ts';

/** A create or an update whose shape is right. */
export interface ResourceWrite {
  readonly key: ResourceKey;
  readonly make: NonNullable<ReturnType<typeof parseResource>['value']>;
  readonly tags: Tags;
  /** The client's token and the hash of everything else in the request. */
  readonly request?: { readonly token: string; readonly digest: string };
}

/**
 * Reads the body of a create (the name is a member of the body) or of an update (it is a label of the path). Throws a
 * `BadRequestException` that names every violation.
 */
export function parseWrite(
  kind: ResourceKindRow,
  operation: 'Create' | 'Update',
  request: ApiRequest,
): ResourceWrite {
  const { body, labels } = request;
  const violations: string[] = [];
  const members =
    operation === 'Create' ? [kind.nameMember, 'spec', 'tags', 'clientToken'] : ['spec', 'clientToken'];
  for (const member of Object.keys(body))
    if (!members.includes(member))
      violations.push(
        `${member} is not a member of ${operation}${kind.label}Input; allowed: ${members.join(', ')}.`,
      );

  const name = operation === 'Create' ? body[kind.nameMember] : labels[kind.nameMember];
  if (typeof name !== 'string') violations.push(`${kind.nameMember} is required and must be a string.`);
  else violations.push(...messages(validateResourceName(parameterName(kind.nameMember), name)));

  const key = keyOfNames(kind.kind, { ...labels, [kind.nameMember]: typeof name === 'string' ? name : '' });
  const spec = body.spec ?? (kind.specRequired ? undefined : {});
  if (spec === undefined) violations.push('spec is required.');
  const parsed = spec === undefined ? undefined : parseResource(key, spec);
  violations.push(...messages(parsed?.problems ?? []));

  const tags = parseTags(body.tags ?? [], violations);
  const token = parseToken(body.clientToken ?? undefined, violations);
  const make = parsed?.value;
  if (violations.length > 0 || make === undefined) throw badRequest(violations);
  if (token === undefined) return { key, make, tags };
  const digest = digestOf([operation, kind.label, labels, { ...body, clientToken: undefined }]);
  return { key, make, tags, request: { token, digest } };
}

const TOKEN = /^[a-zA-Z0-9\-_]{1,36}$/;

function parseToken(input: unknown, violations: string[]): string | undefined {
  if (input === undefined) return undefined;
  if (typeof input === 'string' && TOKEN.test(input)) return input;
  violations.push('clientToken must be a string of at most 36 letters, digits, - and _.');
  return undefined;
}

/** Warnings do not keep a request from being accepted. */
function messages(problems: ReturnType<typeof validateResourceName>): readonly string[] {
  return problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

function digestOf(value: unknown): string {
  const sorted = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
  return createHash('sha256').update(sorted).digest('hex');
}
