import { ApiError } from './errors.ts';

/** A part of a list, and where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Absent at the end. */
  readonly nextToken?: string;
}

/**
 * Cuts a page out of a list. Items are in the order of their ids, and a token holds the last id of its page, so that resources that
 * come and go meanwhile make no other appear twice or be left out. `list` binds a token to the list it is for.
 */
export function cutPage<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  query: URLSearchParams,
  list: string,
  max: number,
): Page<T> {
  const limit = parseLimit(query.get('limit'), max);
  const after = parseToken(query.get('nextToken'), list);
  const start = after === undefined ? 0 : firstBehind(items, idOf, after);
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  if (last === undefined || start + limit >= items.length) return { items: page };
  return { items: page, nextToken: Buffer.from(JSON.stringify([list, idOf(last)])).toString('base64url') };
}

/** Where the ids begin that are greater than `after`, which itself may be gone. */
function firstBehind<T>(items: readonly T[], idOf: (item: T) => string, after: string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && idOf(item) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

function parseLimit(limit: string | null, max: number): number {
  if (limit === null) return max;
  const value = Number(limit);
  if (/^\d+$/.test(limit) && value >= 1 && value <= max) return value;
  throw new ApiError('BadRequestException', `limit is ${JSON.stringify(limit)}; allowed: 1 to ${max}.`);
}

function parseToken(token: string | null, list: string): string | undefined {
  if (token === null) return undefined;
  try {
    const [tokenList, after]: unknown[] = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (tokenList === list && typeof after === 'string') return after;
  } catch {
    // Answered below, like every other token that is not from here.
  }
  throw new ApiError('BadRequestException', 'nextToken is not one that this list has returned.');
}
