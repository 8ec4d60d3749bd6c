/** What the `authorization` header of a signed request says. */
export interface Authorization {
  readonly accessKeyId: string;
  /** `20261120` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  /** Hexadecimal, 64 digits. */
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const CREDENTIAL = /^([^/]+)\/(\d{8})\/([A-Za-z0-9-]+)\/([A-Za-z0-9-]+)\/aws4_request$/;

/** Reads a header of Signature Version 4; undefined when it is none. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  if (header === undefined || !header.startsWith(`${ALGORITHM} `)) return undefined;
  const fields = new Map<string, string | undefined>(
    header
      .slice(ALGORITHM.length)
      .split(',')
      .map((field) => field.trim().split('=', 2) as [string, string]),
  );
  const [, accessKeyId, date, region, service] = CREDENTIAL.exec(fields.get('Credential') ?? '') ?? [];
  const signedHeaders = fields.get('SignedHeaders')?.split(';') ?? [];
  const signature = fields.get('Signature') ?? '';
  if (accessKeyId === undefined || date === undefined || region === undefined || service === undefined)
    return undefined;
  if (signedHeaders.length === 0 || !/^[0-9a-f]{64}$/.test(signature)) return undefined;
  return { accessKeyId, date, region, service, signedHeaders, signature };
}
