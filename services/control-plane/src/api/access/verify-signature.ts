import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { ApiError } from '../errors.ts';
import type { Credential } from './credential.ts';
import { type Authorization, parseAuthorization } from './parse-authorization.ts';

/** The head of a request as it arrived. */
export interface SignedHead {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** Whose a request says it is. */
export interface Claim {
  readonly credential: Credential;
  readonly authorization: Authorization;
  readonly signedAt: Date;
}

/** How far the clock of a client may be from ours, as AWS has it. */
const MAX_CLOCK_SKEW_MS = 300_000;
const SERVICE = 'appmesh';
/** Without these in the signature, it could be used for another request, at another time or place. */
const ALWAYS_SIGNED = ['host', 'x-amz-date'];

/**
 * The credential that a request says it was signed with, from its head alone, so that nothing more is read of a stranger's. Throws the
 * `ApiError` with which AWS answers when there is none.
 *
 * @param now epoch milliseconds
 */
export function readClaim(
  { path, headers }: SignedHead,
  credentials: readonly Credential[],
  now: number,
): Claim {
  if (headers.authorization === undefined)
    throw new ApiError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const authorization = parseAuthorization(headers.authorization);
  if (!authorization)
    throw new ApiError(
      'IncompleteSignatureException',
      'Authorization must be AWS4-HMAC-SHA256 with Credential (<key>/<date>/<region>/appmesh/aws4_request), SignedHeaders and Signature.',
    );
  const { accessKeyId, date, service, signedHeaders } = authorization;
  // In a signature such a path is the same as another, shorter one.
  if (/\/(\.{0,2})(\/|$)/.test(path))
    throw new ApiError('BadRequestException', `${path} has a segment that is empty, "." or "..".`);
  const notSigned = ALWAYS_SIGNED.find((name) => !signedHeaders.includes(name));
  if (notSigned !== undefined)
    throw new ApiError('IncompleteSignatureException', `${notSigned} must be one of the SignedHeaders.`);
  const missing = signedHeaders.find((name) => !Object.hasOwn(headers, name));
  if (missing !== undefined)
    throw new ApiError('IncompleteSignatureException', `${missing} is signed, but was not sent.`);

  const credential = credentials.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (!credential || !isSame(String(headers['x-amz-security-token'] ?? ''), credential.sessionToken ?? ''))
    throw new ApiError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  if (service !== SERVICE) throw invalid(`Credential should be scoped to correct service: '${SERVICE}'.`);
  const signedAt = checkDate(String(headers['x-amz-date']), date, now);
  return { credential, authorization, signedAt };
}

/**
 * Throws an `ApiError` unless a request is signed as it claims. It is signed again, with what the client says it has signed, and the two
 * signatures are compared.
 */
export async function verifySignature(head: SignedHead, claim: Claim, body: Uint8Array): Promise<void> {
  checkPayloadHash(head, body);
  if (!isSame(claim.authorization.signature, await sign(head, claim, body)))
    throw invalid(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
}

async function sign(
  { method, path, query, headers }: SignedHead,
  { credential: { accessKeyId, secretAccessKey }, authorization: { region, signedHeaders }, signedAt }: Claim,
  body: Uint8Array,
): Promise<string> {
  const signer = new SignatureV4({
    // Without the session token: it is among the headers when it was signed.
    credentials: { accessKeyId, secretAccessKey },
    region,
    service: SERVICE,
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: '',
      path,
      query: valuesByName(query),
      headers: Object.fromEntries(signedHeaders.map((name) => [name, joined(headers[name])])),
      body,
    },
    { signingDate: signedAt, signableHeaders: new Set(signedHeaders) },
  );
  return /Signature=([0-9a-f]+)$/.exec(signed.headers.authorization ?? '')?.[1] ?? '';
}

function checkDate(given: string, scopeDate: string, now: number): Date {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(given) ?? [];
  const signedAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(signedAt.getTime()))
    throw new ApiError('IncompleteSignatureException', 'x-amz-date must be of the form 20261120T123000Z.');
  if (!given.startsWith(scopeDate))
    throw invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: ${scopeDate} != ${given}.`,
    );
  const at = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  if (signedAt.getTime() < now - MAX_CLOCK_SKEW_MS)
    throw invalid(
      `Signature expired: ${given} is now more than 5 min. earlier than ${at}. Set the clock of the client.`,
    );
  if (signedAt.getTime() > now + MAX_CLOCK_SKEW_MS)
    throw invalid(
      `Signature not yet current: ${given} is still more than 5 min. later than ${at}. Set the clock of the client.`,
    );
  return signedAt;
}

/** The header with the hash is what gets signed when it is there: it must be that of the body. */
function checkPayloadHash({ headers }: SignedHead, body: Uint8Array): void {
  const given = headers['x-amz-content-sha256'];
  if (given === undefined || given === createHash('sha256').update(body).digest('hex')) return;
  throw invalid('x-amz-content-sha256 is not the SHA-256 of the body.');
}

function valuesByName(query: URLSearchParams): Record<string, string[]> {
  const parameters: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of query) {
    parameters[name] ??= [];
    parameters[name].push(value);
  }
  return parameters;
}

function joined(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

/** Takes as long for what is nearly right as for what is all wrong. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function invalid(message: string): ApiError {
  return new ApiError('InvalidSignatureException', message);
}

/** What the signing library wants for a hash. */
class Sha256 {
  readonly #secret: Uint8Array | string | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: unknown) {
    this.#secret = secret as Uint8Array | string | undefined;
    this.#hash = this.#start();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}
