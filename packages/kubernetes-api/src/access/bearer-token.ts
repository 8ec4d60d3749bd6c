import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A token that nobody can guess. */
export function createBearerToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether an Authorization header carries the token. How long it takes says nothing about the token. */
export function carriesToken(authorization: string | undefined, token: string): boolean {
  const [scheme, given, ...more] = (authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || given === undefined || more.length > 0) return false;
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
