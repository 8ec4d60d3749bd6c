import { isJsonObject, type JsonObject, type JsonValue, jsonEqual } from '@mesh-workshop/json';
import { badRequest } from '../store/refusals.ts';

type Container = JsonValue[] | { [member: string]: JsonValue };

function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/'))
    throw badRequest(`JSON patch path "${pointer}" must be empty or start with /`);
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((token) => {
      if (token === '__proto__')
        throw badRequest(`JSON patch path "${pointer}": no member may be called __proto__`);
      return token;
    });
}

function missing(pointer: string): Error {
  return badRequest(`JSON patch: the path "${pointer}" does not exist in the object`);
}

function read(document: JsonValue, pointer: string): JsonValue {
  let value: JsonValue | undefined = document;
  for (const token of parsePointer(pointer)) {
    if (Array.isArray(value)) value = value[Number(token)];
    // Own members only: what an object inherits is shared by the whole process.
    else value = isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
    if (value === undefined) throw missing(pointer);
  }
  return value;
}

function parentOf(document: JsonValue, pointer: string): { parent: Container; token: string } {
  const slash = pointer.lastIndexOf('/');
  const parent = read(document, pointer.slice(0, Math.max(slash, 0)));
  const [token] = parsePointer(pointer.slice(slash));
  if (typeof parent !== 'object' || parent === null || token === undefined) throw missing(pointer);
  return { parent: parent as Container, token };
}

function listIndex(list: readonly JsonValue[], token: string, pointer: string, end: number): number {
  const index = token === '-' ? list.length : Number(token);
  if (!Number.isInteger(index) || index < 0 || index > end) throw missing(pointer);
  return index;
}

function add(document: JsonValue, pointer: string, value: JsonValue): JsonValue {
  if (pointer === '') return value;
  const { parent, token } = parentOf(document, pointer);
  if (Array.isArray(parent)) parent.splice(listIndex(parent, token, pointer, parent.length), 0, value);
  else parent[token] = value;
  return document;
}

function remove(document: JsonValue, pointer: string): JsonValue {
  read(document, pointer);
  const { parent, token } = parentOf(document, pointer);
  if (Array.isArray(parent)) parent.splice(listIndex(parent, token, pointer, parent.length - 1), 1);
  else delete parent[token];
  return document;
}

function applyOperation(document: JsonValue, operation: JsonObject): JsonValue {
  const { op, path, from, value } = operation;
  if (typeof path !== 'string') throw badRequest('JSON patch: every operation needs a path');
  const given = structuredClone(value ?? null);
  switch (op) {
    case 'add':
      return add(document, path, given);
    case 'remove':
      return remove(document, path);
    case 'replace':
      return path === '' ? given : add(remove(document, path), path, given);
    case 'move': {
      const moved = read(document, String(from));
      return add(remove(document, String(from)), path, moved);
    }
    case 'copy':
      return add(document, path, structuredClone(read(document, String(from))));
    case 'test':
      if (!jsonEqual(read(document, path), given)) {
        throw badRequest(`JSON patch: the test of "${path}" failed: it is not ${JSON.stringify(given)}`);
      }
      return document;
    default:
      throw badRequest(
        `JSON patch: unknown operation ${JSON.stringify(op)}; there are add, remove, replace, move, copy and test`,
      );
  }
}

/** Applies an RFC 6902 patch to a copy of the document. Throws BadRequest naming the path that does not exist. */
export function applyJsonPatch(document: JsonValue, patch: JsonValue): JsonValue {
  if (!Array.isArray(patch)) throw badRequest('a JSON patch is a list of operations');
  let result = structuredClone(document);
  for (const operation of patch as readonly JsonValue[]) {
    if (!isJsonObject(operation)) throw badRequest('a JSON patch is a list of objects with op and path');
    result = applyOperation(result, operation);
  }
  return result;
}
